/** A store whose operations take effect, and are answered, in an order that fast-check chooses. */
import type fc from 'fast-check';
import type { Awaitable, KeyValueStore } from '../../src/store/store.js';

/**
 * @param scheduler releases each operation twice: to take effect, and to be answered
 * @param store what the operations take effect on
 */
export const createScheduledStore = (
  scheduler: fc.Scheduler,
  store: KeyValueStore,
): KeyValueStore => {
  const run = async <T>(label: string, operation: () => Awaitable<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), label);
    const result = await operation();
    await scheduler.schedule(Promise.resolve(), `answer ${label}`);
    return result;
  };
  return {
    get: (key) => run(`get ${key}`, () => store.get(key)),
    set: (key, value) => run(`set ${key}`, () => store.set(key, value)),
    delete: (key) => run(`delete ${key}`, () => store.delete(key)),
  };
};
