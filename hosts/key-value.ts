import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KeyValueStore } from '../src/store/store.js';

/** The common part of libsql and Node's SQLite that is used here. */
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
 * Operations wait up to ten seconds for other threads and processes. With WAL, readers never wait for a writer;
 * with NORMAL, writes do not wait for the disk, but survive a killed process.
 */
const setUp = `
  PRAGMA busy_timeout = 10000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS spin_key_value (
    store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key)
  );`;

/** Key-value stores in the same SQLite table that `spin up` uses, so that both can share a file. */
export class KeyValueDatabase {
  private readonly database: Sqlite;
  private readonly statements: Record<
    'get' | 'set' | 'delete' | 'exists' | 'keys' | 'insert' | 'replace',
    SqliteStatement
  >;

  /** Opens or creates the database. @throws Error that names the file */
  constructor(path: string, open: (path: string) => Sqlite) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.database = open(path);
      this.database.exec(setUp);
    } catch (cause) {
      throw new Error(`Cannot open the key-value store ${path}: ${(cause as Error).message}`, {
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
      insert: prepare(
        'INSERT INTO spin_key_value (store, key, value) VALUES (?, ?, ?) ON CONFLICT (store, key) DO NOTHING RETURNING 1',
      ),
      replace: prepare(
        'UPDATE spin_key_value SET value = ? WHERE store = ? AND key = ? AND value = ? RETURNING 1',
      ),
      keys: prepare('SELECT key FROM spin_key_value WHERE store = ?'),
    };
  }

  get(store: string, key: string): Uint8Array | undefined {
    const row = this.statements.get.get(store, key) as { value: Uint8Array } | undefined;
    return row?.value;
  }

  set(store: string, key: string, value: Uint8Array): void {
    this.statements.set.run(store, key, bufferOf(value));
  }

  /** A missing key is not an error. */
  delete(store: string, key: string): void {
    this.statements.delete.run(store, key);
  }

  /** @returns the values of the keys, in this order. */
  getMany(store: string, keys: readonly string[]): (Uint8Array | undefined)[] {
    return keys.map((key) => this.get(store, key));
  }

  /** Sets all of the entries, or none. */
  setMany(store: string, entries: readonly (readonly [string, Uint8Array])[]): void {
    this.transact(() => {
      for (const [key, value] of entries) this.set(store, key, value);
    });
  }

  /** Deletes all of the keys, or none. */
  deleteMany(store: string, keys: readonly string[]): void {
    this.transact(() => {
      for (const key of keys) this.delete(store, key);
    });
  }

  /** @returns whether the key had the expected value, or was missing where none was expected, and has the new one. */
  swap(store: string, key: string, expected: Uint8Array | undefined, value: Uint8Array): boolean {
    const { insert, replace } = this.statements;
    const row = expected
      ? replace.get(bufferOf(value), store, key, bufferOf(expected))
      : insert.get(store, key, bufferOf(value));
    return row !== undefined;
  }

  private transact(work: () => void): void {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  exists(store: string, key: string): boolean {
    return this.statements.exists.get(store, key) !== undefined;
  }

  /** @returns all keys of the store, in no particular order. */
  getKeys(store: string): string[] {
    const rows = this.statements.keys.all(store) as { key: string }[];
    return rows.map(({ key }) => key);
  }

  close(): void {
    this.database.close();
  }
}

/** Adapts one store to the service's interface; `label` is its name in spin.toml. */
export const keyValueStore = (database: KeyValueDatabase, label: string): KeyValueStore => ({
  get: (key) => database.get(label, key),
  set: (key, value) => database.set(label, key, value),
  delete: (key) => database.delete(label, key),
  getMany: (keys) => database.getMany(label, keys),
  setMany: (entries) => database.setMany(label, entries),
  deleteMany: (keys) => database.deleteMany(label, keys),
  swap: (key, expected, value) => database.swap(label, key, expected, value),
  keys: () => database.getKeys(label),
});

/** @returns a view of the bytes. */
export const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

export interface OpenStore {
  readonly store: KeyValueStore;
  close(): void;
}
