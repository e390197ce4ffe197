import type { KeyValueStore } from './store.js';

/** A store over a handle of the host, of which an instance may hold few. */
export interface OpenStore extends KeyValueStore {
  close(): void;
}

/** One that also works on several keys at once, and compares and sets. */
export type ScalableStore = OpenStore &
  Required<Pick<KeyValueStore, 'getMany' | 'setMany' | 'deleteMany' | 'swap'>>;

/** One that lists its keys. */
export type ListingStore = OpenStore & Required<Pick<KeyValueStore, 'keys'>>;

/**
 * @param open opens a store
 * @returns a store that is opened on first use, because the runtime provides stores and variables only
 *   during a request, and again on the first use after it was closed
 */
export const lazy = (open: () => OpenStore): OpenStore => lazyOver(open).store;

/** @returns the same for a store that lists its keys. */
export const lazyWithKeys = (open: () => ListingStore): ListingStore => {
  const { store, opened } = lazyOver(open);
  return { ...store, keys: () => opened().keys() };
};

/** @returns the same for a store that works on several keys at once. */
export const lazyScalable = (open: () => ScalableStore): ScalableStore => {
  const { store, opened } = lazyOver(open);
  return {
    ...store,
    getMany: (keys) => opened().getMany(keys),
    setMany: (entries) => opened().setMany(entries),
    deleteMany: (keys) => opened().deleteMany(keys),
    swap: (key, expected, value) => opened().swap(key, expected, value),
  };
};

const lazyOver = <Store extends OpenStore>(open: () => Store) => {
  let current: Store | undefined;
  const opened = () => {
    current ??= open();
    return current;
  };
  const store: OpenStore = {
    get: (key) => opened().get(key),
    set: (key, value) => opened().set(key, value),
    delete: (key) => opened().delete(key),
    close: () => {
      current?.close();
      current = undefined;
    },
  };
  return { store, opened };
};
