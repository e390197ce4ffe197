import type { OpenStore } from '../key-value.js';
import { KeyValueDatabase, keyValueStore, type Sqlite } from '../key-value.js';

/** The label that spin.toml gives the store: Spin finds the same keys in the same file. */
const label = 'default';

/**
 * @param path the database's file, made where there is none
 * @throws Error that names the file where it can't be opened
 */
export const openSqlite = async (path: string): Promise<OpenStore> => {
  const { open } = await findSqlite();
  const database = new KeyValueDatabase(path, open);
  return { store: keyValueStore(database, label), close: () => database.close() };
};

/** Node's own; before Node 22.13 there is none, and libsql takes its place where it is installed. */
export const findSqlite = async (): Promise<{ name: string; open(path: string): Sqlite }> => {
  try {
    const { DatabaseSync } = await import('node:sqlite');
    return { name: `of Node ${process.versions.node}`, open: (path) => new DatabaseSync(path) };
  } catch {
    const { default: Database } = await import('libsql');
    return { name: 'libsql', open: (path) => new Database(path) };
  }
};
