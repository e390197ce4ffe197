import type { KeyValueStore, StoreOperation } from './store.js';
import { wrapStore } from './wrap-store.js';

/** Thrown in place of any error of a store, to tell store failures from our own bugs. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** @returns `store`, with every error wrapped in `StoreUnavailable`. */
export const wrapStoreErrors = (store: KeyValueStore): KeyValueStore =>
  wrapStore(store, (run, operation, keys) => {
    const fail = (cause: unknown): never => {
      const reason = describeThrown(cause);
      const what = keys.length === 1 ? keys[0] : `${keys.length} keys`;
      throw new StoreUnavailable(`The store failed to ${verbs[operation]} ${what}: ${reason}`, {
        cause,
      });
    };
    try {
      const result = run();
      return result instanceof Promise ? result.catch(fail) : result;
    } catch (cause) {
      return fail(cause);
    }
  });

const verbs: Readonly<Record<StoreOperation, string>> = {
  get: 'get',
  set: 'set',
  delete: 'delete',
  getMany: 'get',
  setMany: 'set',
  deleteMany: 'delete',
  swap: 'compare and set',
  keys: 'list',
};

/** Describes anything thrown. Errors from the host are plain objects, such as Spin's `{ payload: { tag, val } }`. */
export const describeThrown = (cause: unknown): string => {
  if (cause instanceof Error && !('payload' in cause)) return cause.message;
  // The engine hides a payload that is a text.
  if (cause instanceof Error && typeof (cause as { payload?: unknown }).payload === 'string')
    return String((cause as { payload?: unknown }).payload);
  try {
    return JSON.stringify(cause);
  } catch {
    return 'unknown error';
  }
};
