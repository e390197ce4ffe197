import type { Log } from '../../src/log.js';
import type { OpenStore } from '../key-value.js';
import type { StoreLocation } from './configuration.js';

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
