import type { OpenStore } from '../key-value.js';
import { KeyValueDatabase, keyValueStore, type Sqlite } from '../key-value.js';

/** The label of the store in spin.toml, so that Spin finds the same keys in the file. */
const label = 'default';

/** Opens or creates a database file. @throws Error that names the file */
export const openSqlite = async (path: string): Promise<OpenStore> => {
  const { open } = await findSqlite();
  const database = new KeyValueDatabase(path, open);
  return { store: keyValueStore(database, label), close: () => database.close() };
};

/** @returns Node's SQLite, or libsql before Node 22.13. */
export const findSqlite = async (): Promise<{ name: string; open(path: string): Sqlite }> => {
  try {
    const { DatabaseSync } = await import('node:sqlite');
    return { name: `of Node ${process.versions.node}`, open: (path) => new DatabaseSync(path) };
  } catch {
    const { default: Database } = await import('libsql');
    return { name: 'libsql', open: (path) => new Database(path) };
  }
};
