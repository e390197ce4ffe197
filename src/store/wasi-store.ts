import { open } from 'wasi:keyvalue/store@0.2.0-draft';
import { drop } from '../drop.js';
import type { ListingStore } from './lazy-store.js';

/** The default bucket: wasmtime's only one, and wasmCloud's unnamed one. */
const identifier = '';

/**
 * @returns the runtime's key-value store. Open it once per request: in wasmtime a value is visible only
 *   through the handle that set it
 */
export const openWasiStore = (): ListingStore => {
  const bucket = open(identifier);
  return {
    get: (key) => bucket.get(key),
    set: (key, value) => bucket.set(key, value),
    delete: (key) => bucket.delete(key),
    keys: () => {
      const keys: string[] = [];
      let cursor: bigint | undefined;
      do {
        const page = bucket.listKeys(cursor);
        keys.push(...page.keys);
        cursor = page.cursor ?? undefined;
      } while (cursor !== undefined);
      return keys;
    },
    close: () => drop(bucket),
  };
};
