import { Store } from 'fermyon:spin/key-value@2.0.0';
import type { KeyValueStore } from './store.js';

/**
 * Opens the store once, for an instance may have 256 handles. They go with the instance: after its request.
 *
 * @param label one of the component's `key_value_stores` in spin.toml
 * @returns Spin's key-value store with that label. The SDK's would write bytes as a JSON object
 */
export const openSpinStore = (label: string): KeyValueStore => {
  const store = Store.open(label);
  return {
    get: (key) => store.get(key) ?? undefined,
    set: (key, value) => store.set(key, value),
    delete: (key) => store.delete(key),
  };
};
