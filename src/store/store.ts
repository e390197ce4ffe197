/** A value from a synchronous store, or a promise of one from a remote store. */
export type Awaitable<T> = T | Promise<T>;

/**
 * The key-value store that the service reads and writes: the part of `fermyon:spin/key-value@2.0.0` that it
 * needs. It has no transactions, no compare-and-swap and no listing.
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
}
