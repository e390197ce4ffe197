import { join } from 'node:path';
import Database from 'libsql';
import { KeyValueDatabase } from '../key-value.js';

/** The name of the database in the state directory, the same as with `spin up`. */
export const databaseFile = 'sqlite_key_value.db';

/** Opens or creates the key-value database in a directory. @throws Error that names the file */
export const openState = (stateDir: string): KeyValueDatabase =>
  new KeyValueDatabase(join(stateDir, databaseFile), (path) => new Database(path));
