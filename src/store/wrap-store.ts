import type { Awaitable, KeyValueStore, StoreOperation } from './store.js';

/** Runs one operation on these keys. */
export type Around = <T>(
  run: () => Awaitable<T>,
  operation: StoreOperation,
  keys: readonly string[],
) => Awaitable<T>;

/** @returns a store with the same operations, each run by `around`. */
export const wrapStore = (store: KeyValueStore, around: Around): KeyValueStore => {
  const { getMany, setMany, deleteMany, swap, keys } = store;
  return {
    get: (key) => around(() => store.get(key), 'get', [key]),
    set: (key, value) => around(() => store.set(key, value), 'set', [key]),
    delete: (key) => around(() => store.delete(key), 'delete', [key]),
    ...(getMany && { getMany: (all) => around(() => getMany(all), 'getMany', all) }),
    ...(setMany && {
      setMany: (entries) => around(() => setMany(entries), 'setMany', entries.map(keyOfEntry)),
    }),
    ...(deleteMany && { deleteMany: (all) => around(() => deleteMany(all), 'deleteMany', all) }),
    ...(swap && {
      swap: (key, expected, value) => around(() => swap(key, expected, value), 'swap', [key]),
    }),
    ...(keys && { keys: () => around(() => keys(), 'keys', []) }),
  };
};

const keyOfEntry = ([key]: readonly [string, unknown]): string => key;
