import type { KeyValueStore } from './store.js';

/** Thrown in place of whatever a store throws, so that its failures are told from our own. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** @returns `store`, its failures marked as such. */
export const wrapStoreErrors = (store: KeyValueStore): KeyValueStore => {
  const mark = async <T>(
    operation: () => T | Promise<T>,
    name: string,
    key: string,
  ): Promise<T> => {
    try {
      return await operation();
    } catch (cause) {
      throw new StoreUnavailable(`The store failed to ${name} ${key}: ${describeThrown(cause)}`, {
        cause,
      });
    }
  };
  return {
    get: (key) => mark(() => store.get(key), 'get', key),
    set: (key, value) => mark(() => store.set(key, value), 'set', key),
    delete: (key) => mark(() => store.delete(key), 'delete', key),
  };
};

/** Errors that come from the host are plain objects: Spin's `{ payload: { tag, val } }`. */
export const describeThrown = (cause: unknown): string => {
  if (cause instanceof Error && !('payload' in cause)) return cause.message;
  try {
    return JSON.stringify(cause);
  } catch {
    return 'with something that has no description';
  }
};
