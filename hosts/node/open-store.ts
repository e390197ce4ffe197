import type { Log } from '../../src/api/service.js';
import type { KeyValueStore } from '../../src/store/store.js';
import type { StoreLocation } from './configuration.js';

export interface OpenStore {
  readonly store: KeyValueStore;
  close(): void;
}

/**
 * Loads what the store needs, and no more.
 *
 * @throws Error where a SQLite database can't be opened; Redis may come later
 */
export const openStore = async (location: StoreLocation, log: Log): Promise<OpenStore> => {
  if (location.kind === 'sqlite')
    return (await import('./sqlite-store.js')).openSqlite(location.path);
  return (await import('./redis-store.js')).openRedis(location.url, log);
};
