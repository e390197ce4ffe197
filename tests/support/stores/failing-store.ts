/** A store with one failing operation, to interrupt a publisher there. */
import type { Awaitable, KeyValueStore } from '../../../src/store/store.js';
import { wrapStore } from '../../../src/store/wrap-store.js';

/** Whether the failing operation takes effect nevertheless, as if only the response was lost. */
export type Failure = 'before it takes effect' | 'after it took effect';
export const failures: readonly Failure[] = ['before it takes effect', 'after it took effect'];

export interface FailingStore extends KeyValueStore {
  /** Whether the failing operation was reached. */
  readonly failed: boolean;
  /** The keys that were set by operations that took effect. */
  readonly written: readonly string[];
}

/**
 * @param store the underlying store
 * @param position the number of the failing operation, starting at 1
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
    throw new Error(`Operation ${operations} failed.`);
  };
  const failing = wrapStore(store, (operation, name, keys) =>
    run(async () => {
      const result = await operation();
      if (['set', 'setMany', 'swap'].includes(name)) written.push(...keys);
      return result;
    }),
  );
  return {
    ...failing,
    written,
    get failed() {
      return operations >= position;
    },
  };
};
