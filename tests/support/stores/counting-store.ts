/** A store that counts its operations and knows its keys. */
import { createMemoryStore } from '../../../src/store/memory-store.js';
import type { KeyValueStore } from '../../../src/store/store.js';

/** The operations on a store. */
export interface StoreCost {
  readonly reads: number;
  /** Bytes of the values read. */
  readonly bytes: number;
  readonly sets: number;
  readonly deletes: number;
}

export interface CountingStore extends KeyValueStore {
  /** @returns the result of `work` and the operations that it caused. */
  costOf<T>(work: () => T | Promise<T>): Promise<{ result: T; cost: StoreCost }>;
  /** All keys that were set through this store and not deleted, sorted. */
  keys(): string[];
}

/** @returns `store` with counted operations. */
export const createCountingStore = (store: KeyValueStore = createMemoryStore()): CountingStore => {
  const { getMany, setMany, deleteMany, swap } = store;
  const held = new Set<string>();
  const count = { reads: 0, bytes: 0, sets: 0, deletes: 0 };
  return {
    get: async (key) => {
      const value = await store.get(key);
      count.reads++;
      count.bytes += value?.length ?? 0;
      return value;
    },
    set: async (key, value) => {
      count.sets++;
      held.add(key);
      await store.set(key, value);
    },
    delete: async (key) => {
      count.deletes++;
      held.delete(key);
      await store.delete(key);
    },
    ...(getMany && {
      getMany: async (keys) => {
        const values = await getMany(keys);
        count.reads += keys.length;
        for (const value of values) count.bytes += value?.length ?? 0;
        return values;
      },
    }),
    ...(setMany && {
      setMany: async (entries) => {
        count.sets += entries.length;
        for (const [key] of entries) held.add(key);
        await setMany(entries);
      },
    }),
    ...(deleteMany && {
      deleteMany: async (keys) => {
        count.deletes += keys.length;
        for (const key of keys) held.delete(key);
        await deleteMany(keys);
      },
    }),
    ...(swap && {
      swap: async (key, expected, value) => {
        count.sets++;
        held.add(key);
        return swap(key, expected, value);
      },
    }),
    costOf: async (work) => {
      const before = { ...count };
      const result = await work();
      return {
        result,
        cost: {
          reads: count.reads - before.reads,
          bytes: count.bytes - before.bytes,
          sets: count.sets - before.sets,
          deletes: count.deletes - before.deletes,
        },
      };
    },
    keys: () => [...held].sort(),
  };
};
