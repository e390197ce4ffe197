/** A value that a synchronous store returns at once and a remote one later. */
export type Awaitable<T> = T | Promise<T>;

/**
 * The key-value store that the service reads and publishes to: what `fermyon:spin/key-value@2.0.0`
 * offers, less what the service can do without. No transactions, no compare-and-swap, no listing.
 *
 * Every operation may throw; the service answers 503 then.
 */
export interface KeyValueStore {
  /** @returns the value under `key`, or undefined where there is none. */
  get(key: string): Awaitable<Uint8Array | undefined>;
  /** Stores `value` under `key`, over any earlier value. */
  set(key: string, value: Uint8Array): Awaitable<void>;
  /** Removes `key`. A key that is not there is no error. */
  delete(key: string): Awaitable<void>;
}
