/** Reads, writes and deletes several keys, in batches where the store has them. */
import type { KeyValueStore, StoredEntry } from './store.js';

/** Fewer keys are read one by one, which costs less than a second interface of the runtime. */
const minBatch = 5;
/** How many keys one batch has at most: a store holds all its values in memory at once. */
const maxBatch = 512;
/** How many bytes one batch writes at most, unless a single value is larger. */
const maxBatchBytes = 1024 * 1024;

/** @returns the values of `keys`, in this order. */
export const getMany = async (
  store: KeyValueStore,
  keys: readonly string[],
): Promise<(Uint8Array | undefined)[]> => {
  const read = store.getMany;
  if (!read || keys.length < minBatch) {
    const values = keys.map((key) => store.get(key));
    // A synchronous store has them already; it takes the component's engine longer to await each.
    return values.some(isPromise) ? Promise.all(values) : (values as (Uint8Array | undefined)[]);
  }
  if (keys.length <= maxBatch) return read(keys);
  const values: (Uint8Array | undefined)[] = [];
  for (const batch of batchesOf(keys, () => 0)) values.push(...(await read(batch)));
  return values;
};

const isPromise = (value: unknown): boolean => value instanceof Promise;

/** Sets several keys, in this order. If it fails, some are set. */
export const setMany = async (
  store: KeyValueStore,
  entries: Iterable<StoredEntry>,
): Promise<void> => {
  for (const batch of batchesOf(entries, ([, value]) => value.length)) {
    if (store.setMany) await store.setMany(batch);
    else for (const [key, value] of batch) await store.set(key, value);
  }
};

/** Deletes several keys, in this order. If it fails, some are deleted. */
export const deleteMany = async (store: KeyValueStore, keys: Iterable<string>): Promise<void> => {
  for (const batch of batchesOf(keys, () => 0)) {
    if (store.deleteMany) await store.deleteMany(batch);
    else for (const key of batch) await store.delete(key);
  }
};

function* batchesOf<T>(items: Iterable<T>, sizeOf: (item: T) => number): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (batch.length === maxBatch || (batch.length > 0 && bytes + size > maxBatchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
