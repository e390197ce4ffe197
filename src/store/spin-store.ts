import { Store } from 'fermyon:spin/key-value@2.0.0';
import { Cas, swap } from 'wasi:keyvalue/atomics@0.2.0-draft2';
import * as batch from 'wasi:keyvalue/batch@0.2.0-draft2';
import { type Bucket, open } from 'wasi:keyvalue/store@0.2.0-draft2';
import { drop } from '../drop.js';
import type { ScalableStore } from './lazy-store.js';
import { areEqual } from './swap.js';

/**
 * Opens the store once: an instance may hold 256 handles. Spin has two interfaces to the same store; a
 * second handle is opened for what only the other one can do.
 *
 * @param label one of the component's `key_value_stores` in spin.toml
 * @returns Spin's key-value store with that label; the SDK's would write bytes as a JSON object
 */
export const openSpinStore = (label: string): ScalableStore => {
  const store = Store.open(label);
  let opened: Bucket | undefined;
  const bucket = () => {
    opened ??= open(label);
    return opened;
  };
  const get = (key: string) => store.get(key) ?? undefined;
  return {
    get,
    set: (key, value) => store.set(key, value),
    delete: (key) => store.delete(key),
    getMany: (keys) => {
      const values = readMany(bucket(), keys);
      return keys.map((key) => values.get(key) ?? get(key));
    },
    setMany: (entries) => batch.setMany(bucket(), entries),
    deleteMany: (keys) => batch.deleteMany(bucket(), keys),
    swap: (key, expected, value) => swapIn(bucket(), key, expected, value),
    close: () => {
      drop(store);
      if (opened) drop(opened);
    },
  };
};

/** Spin leaves out missing keys, gives the others in no order, and fails over its own Redis. */
const readMany = (bucket: Bucket, keys: readonly string[]) => {
  try {
    return new Map(batch.getMany(bucket, keys));
  } catch {
    return new Map<string, undefined>();
  }
};

/**
 * Spin writes only over the value that it read last. Where it read none it writes whatever is there now:
 * two can both be the first.
 */
const swapIn = (
  bucket: Bucket,
  key: string,
  expected: Uint8Array | undefined,
  value: Uint8Array,
): boolean => {
  const cas = Cas.new(bucket, key);
  if (!areEqual(cas.current() ?? undefined, expected)) {
    drop(cas);
    return false;
  }
  try {
    swap(cas, value);
    return true;
  } catch (error) {
    const { payload } = error as { payload?: { tag?: unknown; val?: unknown } };
    if (payload?.tag !== 'cas-failed') throw error;
    if (payload.val instanceof Cas) drop(payload.val);
    return false;
  }
};
