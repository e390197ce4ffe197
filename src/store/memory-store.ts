import type { KeyValueStore } from './store.js';

/** @returns a store that lives as long as its process. Values are copied in and out, as over a network. */
export const createMemoryStore = (): KeyValueStore => {
  const values = new Map<string, Uint8Array>();
  return {
    get: (key) => values.get(key)?.slice(),
    set: (key, value) => void values.set(key, new Uint8Array(value)),
    delete: (key) => void values.delete(key),
  };
};
