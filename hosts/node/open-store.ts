import type { Log } from '../../src/log.js';
import type { OpenStore } from '../key-value.js';
import type { StoreLocation } from './configuration.js';

/** Loads only the code for this store. @throws Error if SQLite cannot be opened; Redis may be down for now */
export const openStore = async (location: StoreLocation, log: Log): Promise<OpenStore> => {
  if (location.kind === 'sqlite')
    return (await import('./sqlite-store.js')).openSqlite(location.path);
  return (await import('./redis-store.js')).openRedis(location.url, log);
};
