import { Store } from 'fermyon:spin/key-value@2.0.0';
import { drop } from '../drop.js';
import type { OpenStore } from './lazy-store.js';

/**
 * Opens the store once: an instance may hold 256 handles.
 *
 * @param label one of the component's `key_value_stores` in spin.toml
 * @returns Spin's key-value store with that label; the SDK's would write bytes as a JSON object
 */
export const openSpinStore = (label: string): OpenStore => {
  const store = Store.open(label);
  return {
    get: (key) => store.get(key) ?? undefined,
    set: (key, value) => store.set(key, value),
    delete: (key) => store.delete(key),
    close: () => drop(store),
  };
};
