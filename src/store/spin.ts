import { Store } from 'fermyon:spin/key-value@2.0.0';
import * as Kv from '@fermyon/spin-sdk/lib/keyValue.js';
import type { KeyValueStore } from './store.js';

/**
 * @param label a label that spin.toml gives the component under `key_value_stores`
 * @returns Spin's key-value store of that label, opened at first use
 */
export const createSpinStore = (label: string): KeyValueStore => {
  let reading: Kv.Store | undefined;
  const open = () => {
    reading ??= Kv.open(label);
    return reading;
  };
  return {
    get: (key) => open().get(key) ?? undefined,
    // The SDK's `set` would write bytes as a JSON object: they go to the interface beneath it.
    set: (key, value) => Store.open(label).set(key, value),
    delete: (key) => open().delete(key),
  };
};
