import { Connection } from 'fermyon:spin/redis@2.0.0';
import { drop } from '../drop.js';
import type { OpenStore } from './lazy-store.js';

/**
 * Opens Redis through Spin's outbound interface. It uses the same keys as Spin's own key-value store over
 * Redis. Unlike that store, which blocks requests for minutes while it reconnects, it fails at once when
 * Redis is down and recovers with it.
 *
 * @param url for example `redis://user:password@host:6379/0`; the manifest must allow connections to the host
 * @returns a store over one connection
 * @throws if Redis does not answer or the host is not allowed
 */
export const openRedisStore = (url: string): OpenStore => {
  const connection = Connection.open(url);
  return {
    get: (key) => connection.get(key) ?? undefined,
    set: (key, value) => connection.set(key, value),
    delete: (key) => void connection.del([key]),
    close: () => drop(connection),
  };
};
