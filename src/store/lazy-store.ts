import type { KeyValueStore } from './store.js';

/**
 * @param open opens a store
 * @returns a store that is opened on first use: the runtime provides stores and variables only during a request
 */
export const lazy = (open: () => KeyValueStore): KeyValueStore => {
  let opened: KeyValueStore | undefined;
  const store = () => {
    opened ??= open();
    return opened;
  };
  return {
    get: (key) => store().get(key),
    set: (key, value) => store().set(key, value),
    delete: (key) => store().delete(key),
  };
};
