/** A value from a synchronous store, or a promise of one from a remote store. */
export type Awaitable<T> = T | Promise<T>;

/**
 * The key-value store that the service reads and writes. Every store has the first three operations, which
 * `fermyon:spin/key-value@2.0.0` has too. The others are there where the runtime offers them: call them
 * through many.ts and swap.ts, which know what to do without.
 *
 * Any operation may throw; the service then answers 503.
 */
export interface KeyValueStore {
  /** @returns the value of `key`, or undefined if there is none. */
  get(key: string): Awaitable<Uint8Array | undefined>;
  /** Sets `key` to `value`, replacing any earlier value. */
  set(key: string, value: Uint8Array): Awaitable<void>;
  /** Deletes `key`. Deleting a missing key is not an error. */
  delete(key: string): Awaitable<void>;
  /** @returns the values of `keys`, in this order. */
  getMany?(keys: readonly string[]): Awaitable<(Uint8Array | undefined)[]>;
  /** Sets several keys; if it fails, some may be set. */
  setMany?(entries: readonly StoredEntry[]): Awaitable<void>;
  /** Deletes several keys; if it fails, some may be deleted. */
  deleteMany?(keys: readonly string[]): Awaitable<void>;
  /**
   * Sets `key` to `value` if it still has the value `expected`, in one step.
   *
   * @param expected undefined if the key is expected to be missing
   * @returns whether it did
   */
  swap?(key: string, expected: Uint8Array | undefined, value: Uint8Array): Awaitable<boolean>;
  /** @returns all keys, in any order. It may read the whole store, so call it rarely. */
  keys?(): Awaitable<readonly string[]>;
}

/** A key and its value. */
export type StoredEntry = readonly [key: string, value: Uint8Array];

/** The name of an operation. */
export type StoreOperation = keyof KeyValueStore;
