/** A store whose operations take effect and return in an order chosen by fast-check. */
import type fc from 'fast-check';
import type { Awaitable, KeyValueStore } from '../../../src/store/store.js';
import { wrapStore } from '../../../src/store/wrap-store.js';

/**
 * @param scheduler releases each operation twice: to take effect and to return
 * @param store the underlying store
 */
export const createScheduledStore = (
  scheduler: fc.Scheduler,
  store: KeyValueStore,
): KeyValueStore => {
  const run = async <T>(label: string, operation: () => Awaitable<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), label);
    const result = await operation();
    await scheduler.schedule(Promise.resolve(), `return ${label}`);
    return result;
  };
  return wrapStore(store, (operation, name, keys) =>
    run(`${name} ${keys.length === 1 ? keys[0] : keys.length}`, operation),
  );
};
