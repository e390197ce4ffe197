import type { KeyValueStore } from './store.js';

/**
 * @param open opens a store
 * @returns that store, opened at first use: stores and variables are there only while a request is served
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
