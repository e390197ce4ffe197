import type { Awaitable, KeyValueStore } from './store.js';

/** Thrown in place of any error of a store, to tell store failures from our own bugs. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** @returns `store`, with every error wrapped in `StoreUnavailable`. */
export const wrapStoreErrors = (store: KeyValueStore): KeyValueStore => {
  const wrap = <T>(operation: () => Awaitable<T>, name: string, key: string): Awaitable<T> => {
    const fail = (cause: unknown): never => {
      const reason = describeThrown(cause);
      throw new StoreUnavailable(`The store failed to ${name} ${key}: ${reason}`, { cause });
    };
    try {
      const result = operation();
      return result instanceof Promise ? result.catch(fail) : result;
    } catch (cause) {
      return fail(cause);
    }
  };
  return {
    get: (key) => wrap(() => store.get(key), 'get', key),
    set: (key, value) => wrap(() => store.set(key, value), 'set', key),
    delete: (key) => wrap(() => store.delete(key), 'delete', key),
  };
};

/** Describes anything thrown. Errors from the host are plain objects, such as Spin's `{ payload: { tag, val } }`. */
export const describeThrown = (cause: unknown): string => {
  if (cause instanceof Error && !('payload' in cause)) return cause.message;
  try {
    return JSON.stringify(cause);
  } catch {
    return 'unknown error';
  }
};
