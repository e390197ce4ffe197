import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { KeyValueStore } from '../src/store/store.js';

/** Name of the database in the state directory, as `spin up` names it. */
export const databaseFile = 'sqlite_key_value.db';

/** How long an operation waits for other threads and processes on the same file, in milliseconds. */
const busyTimeout = 10_000;

/**
 * Spin's default key-value backend: one SQLite table that holds every store, so that `spin up` and this
 * host find each other's data. Every operation is a transaction of its own, and survives a killed process.
 */
export class KeyValueDatabase {
  private readonly database: Database.Database;
  private readonly statements: Record<
    'get' | 'set' | 'delete' | 'exists' | 'keys',
    Database.Statement
  >;

  /**
   * Opens the database, and creates it where there is none.
   *
   * @param stateDir directory of the database
   * @throws Error that names the file where it can't be opened
   */
  constructor(stateDir: string) {
    const path = join(stateDir, databaseFile);
    try {
      mkdirSync(stateDir, { recursive: true });
      this.database = open(path);
    } catch (cause) {
      throw new Error(`The key-value store ${path} cannot be opened: ${messageOf(cause)}`, {
        cause,
      });
    }
    const prepare = (sql: string) => this.database.prepare(sql);
    this.statements = {
      get: prepare('SELECT value FROM spin_key_value WHERE store = ? AND key = ?'),
      set: prepare(
        'INSERT INTO spin_key_value (store, key, value) VALUES (?, ?, ?) ON CONFLICT (store, key) DO UPDATE SET value = excluded.value',
      ),
      delete: prepare('DELETE FROM spin_key_value WHERE store = ? AND key = ?'),
      exists: prepare('SELECT 1 FROM spin_key_value WHERE store = ? AND key = ?'),
      keys: prepare('SELECT key FROM spin_key_value WHERE store = ?').pluck(),
    };
  }

  /** @returns the value under `key`, or undefined where there is none. */
  get(store: string, key: string): Uint8Array | undefined {
    const row = this.statements.get.get(store, key) as { value: Uint8Array } | undefined;
    return row?.value;
  }

  /** Stores `value` under `key`, over any earlier value. */
  set(store: string, key: string, value: Uint8Array): void {
    this.statements.set.run(store, key, asBlob(value));
  }

  /** Removes `key`. A key that is not there is no error. */
  delete(store: string, key: string): void {
    this.statements.delete.run(store, key);
  }

  /** @returns whether there is a value under `key`. */
  exists(store: string, key: string): boolean {
    return this.statements.exists.get(store, key) !== undefined;
  }

  /** @returns every key of the store, in no particular order. */
  getKeys(store: string): string[] {
    return this.statements.keys.all(store) as string[];
  }

  close(): void {
    this.database.close();
  }
}

/**
 * One store of a database as the service's own port.
 *
 * @param label the store's name in spin.toml, such as `default`
 */
export const keyValueStore = (database: KeyValueDatabase, label: string): KeyValueStore => ({
  get: (key) => database.get(label, key),
  set: (key, value) => database.set(label, key, value),
  delete: (key) => database.delete(label, key),
});

function open(path: string): Database.Database {
  const database = new Database(path, { timeout: busyTimeout });
  // Readers never wait for the writer, and no write waits for the disk: a killed process loses nothing.
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec(
    'CREATE TABLE IF NOT EXISTS spin_key_value (store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key))',
  );
  return database;
}

const asBlob = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
