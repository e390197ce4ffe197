import { Store } from 'fermyon:spin/key-value@2.0.0';
import * as Kv from '@fermyon/spin-sdk/lib/keyValue.js';
import type { KeyValueStore } from './store.js';

/**
 * @param label one of the component's `key_value_stores` in spin.toml
 * @returns Spin's key-value store with that label
 */
export const openSpinStore = (label: string): KeyValueStore => {
  const reading = Kv.open(label);
  return {
    get: (key) => reading.get(key) ?? undefined,
    // The SDK's `set` writes bytes as a JSON object, so call the interface below it.
    set: (key, value) => Store.open(label).set(key, value),
    delete: (key) => reading.delete(key),
  };
};
