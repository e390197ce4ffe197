import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KeyValueStore } from '../src/store/store.js';

/** What this needs of a SQLite library; libsql and Node's own both offer it. */
export interface Sqlite {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

export interface SqliteStatement {
  get(...parameters: (string | Buffer)[]): unknown;
  all(...parameters: (string | Buffer)[]): unknown[];
  run(...parameters: (string | Buffer)[]): unknown;
}

/**
 * An operation waits at most ten seconds for other threads and processes on the same file. Readers never wait
 * for the writer, and no write waits for the disk: a killed process loses nothing.
 */
const setUp = `
  PRAGMA busy_timeout = 10000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS spin_key_value (
    store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key)
  );`;

/**
 * Spin's default key-value backend: one SQLite table that holds every store, so that `spin up` and whoever
 * uses this find each other's data. Every operation is a transaction of its own, and survives a killed process.
 */
export class KeyValueDatabase {
  private readonly database: Sqlite;
  private readonly statements: Record<
    'get' | 'set' | 'delete' | 'exists' | 'keys',
    SqliteStatement
  >;

  /**
   * Opens the database, and creates it where there is none.
   *
   * @param path its file; directories on the way are made
   * @param open opens a SQLite database
   * @throws Error that names the file where it can't be opened
   */
  constructor(path: string, open: (path: string) => Sqlite) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.database = open(path);
      this.database.exec(setUp);
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
      keys: prepare('SELECT key FROM spin_key_value WHERE store = ?'),
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
    const rows = this.statements.keys.all(store) as { key: string }[];
    return rows.map(({ key }) => key);
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

const asBlob = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A store that is open. */
export interface OpenStore {
  readonly store: KeyValueStore;
  close(): void;
}
