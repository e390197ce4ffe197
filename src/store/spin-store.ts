import { Store } from 'fermyon:spin/key-value@2.0.0';
import * as Kv from '@fermyon/spin-sdk/lib/keyValue.js';
import type { KeyValueStore } from './store.js';

/**
 * @param label a label that spin.toml gives the component under `key_value_stores`
 * @returns Spin's key-value store of that label
 */
export const openSpinStore = (label: string): KeyValueStore => {
  const reading = Kv.open(label);
  return {
    get: (key) => reading.get(key) ?? undefined,
    // The SDK's `set` would write bytes as a JSON object: they go to the interface beneath it.
    set: (key, value) => Store.open(label).set(key, value),
    delete: (key) => reading.delete(key),
  };
};
