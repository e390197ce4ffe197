import type { KeyValueStore } from './store.js';

/**
 * Sets `key` to `value` if it still has the value `expected`. Exact where the store has `swap`; elsewhere
 * another writer can come between the last read and the write.
 *
 * @param expected undefined if the key is expected to be missing
 * @returns whether it did
 */
export const swap = async (
  store: KeyValueStore,
  key: string,
  expected: Uint8Array | undefined,
  value: Uint8Array,
): Promise<boolean> => {
  if (store.swap) return store.swap(key, expected, value);
  const now = await store.get(key);
  if (!areEqual(now, expected)) return false;
  await store.set(key, value);
  return true;
};

/** @returns whether both are missing, or hold the same bytes. */
export const areEqual = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === other ||
  (one !== undefined &&
    other !== undefined &&
    one.length === other.length &&
    one.every((byte, index) => byte === other[index]));
