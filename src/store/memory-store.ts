import type { KeyValueStore } from './store.js';
import { areEqual } from './swap.js';

/** @returns a store that lives as long as its process, with the operations that every store has. */
export const createMemoryStore = (): KeyValueStore => {
  const { get, set, delete: remove } = createScalableMemoryStore();
  return { get, set, delete: remove };
};

/** @returns the same with all operations. Values are copied in and out, as over a network. */
export const createScalableMemoryStore = (): Required<KeyValueStore> => {
  const values = new Map<string, Uint8Array>();
  const get = (key: string) => values.get(key)?.slice();
  const set = (key: string, value: Uint8Array) => void values.set(key, new Uint8Array(value));
  const remove = (key: string) => void values.delete(key);
  return {
    get,
    set,
    delete: remove,
    getMany: (keys) => keys.map(get),
    setMany: (entries) => {
      for (const [key, value] of entries) set(key, value);
    },
    deleteMany: (keys) => keys.forEach(remove),
    swap: (key, expected, value) => {
      if (!areEqual(values.get(key), expected)) return false;
      set(key, value);
      return true;
    },
    keys: () => [...values.keys()],
  };
};
