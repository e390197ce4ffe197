import type { KeyValueStore } from './store.js';

/** A store over a handle of the host, of which an instance may hold few. */
export interface OpenStore extends KeyValueStore {
  close(): void;
}

/**
 * @param open opens a store
 * @returns a store that is opened on first use, because the runtime provides stores and variables only
 *   during a request, and again on the first use after it was closed
 */
export const lazy = (open: () => OpenStore): OpenStore => {
  let opened: OpenStore | undefined;
  const store = () => {
    opened ??= open();
    return opened;
  };
  return {
    get: (key) => store().get(key),
    set: (key, value) => store().set(key, value),
    delete: (key) => store().delete(key),
    close: () => {
      opened?.close();
      opened = undefined;
    },
  };
};
