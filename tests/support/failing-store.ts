/** A store of which one operation fails, to see what a publisher that is cut off there leaves behind. */
import type { Awaitable, KeyValueStore } from '../../src/store/store.js';

/** Whether the operation that fails has done its work all the same: the answer alone was lost. */
export type Failure = 'before it takes effect' | 'after it took effect';
export const failures: readonly Failure[] = ['before it takes effect', 'after it took effect'];

export interface FailingStore extends KeyValueStore {
  /** Whether the operation that was to fail was reached. */
  readonly failed: boolean;
  /** The keys that were set, by operations that took effect. */
  readonly written: readonly string[];
}

/**
 * @param store what the operations take effect on
 * @param position which operation fails, from 1 on
 */
export const createFailingStore = (
  store: KeyValueStore,
  position: number,
  failure: Failure,
): FailingStore => {
  const written: string[] = [];
  let operations = 0;
  const run = async <T>(operation: () => Awaitable<T>): Promise<T> => {
    operations++;
    if (operations !== position) return operation();
    if (failure === 'after it took effect') await operation();
    throw new Error(`Operation ${operations} fails.`);
  };
  return {
    get failed() {
      return operations >= position;
    },
    written,
    get: (key) => run(() => store.get(key)),
    set: (key, value) =>
      run(async () => {
        await store.set(key, value);
        written.push(key);
      }),
    delete: (key) => run(() => store.delete(key)),
  };
};
