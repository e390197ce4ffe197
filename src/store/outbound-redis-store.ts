import { Connection } from 'fermyon:spin/redis@2.0.0';
import type { KeyValueStore } from './store.js';

/**
 * Redis by Spin's outbound interface. Its keys are those of Spin's key-value store over the same Redis, but
 * without Redis it fails at once and comes back with it, where Spin's store waits for minutes to connect
 * again, and holds every request meanwhile.
 *
 * @param url such as `redis://user:password@host:6379/0`; the manifest must allow connections to its host
 * @returns a store over one connection, for as long as an instance lives: one request
 * @throws where Redis does not answer, or the host is not allowed
 */
export const openRedisStore = (url: string): KeyValueStore => {
  const connection = Connection.open(url);
  return {
    get: (key) => connection.get(key) ?? undefined,
    set: (key, value) => connection.set(key, value),
    delete: (key) => void connection.del([key]),
  };
};
