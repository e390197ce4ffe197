import { join } from 'node:path';
import Database from 'libsql';
import { KeyValueDatabase } from '../key-value.js';

/** Name of the database in the state directory, as `spin up` names it. */
export const databaseFile = 'sqlite_key_value.db';

/**
 * @param stateDir a directory, made where there is none
 * @returns the database of the key-value stores in it
 * @throws Error that names the file where it can't be opened
 */
export const openState = (stateDir: string): KeyValueDatabase =>
  new KeyValueDatabase(join(stateDir, databaseFile), (path) => new Database(path));
