import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'libsql';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type KeyValueDatabase, keyValueStore } from '../../../hosts/key-value.js';
import { databaseFile, openState } from '../../../hosts/local/state.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';

const bytes = (text: string) => Buffer.from(text);

let directory: string;
let database: KeyValueDatabase;

beforeEach(() => {
  directory = temporaryDirectory();
  database = openState(directory);
});
afterAll(() => database.close());

describe('a store', () => {
  test('returns the last value', () => {
    database.set('default', 'k', bytes('first'));
    database.set('default', 'k', bytes('second'));
    expect(database.get('default', 'k')).toEqual(bytes('second'));
  });

  test('distinguishes an empty value from a missing one', () => {
    database.set('default', 'empty', new Uint8Array());
    expect(database.get('default', 'empty')).toHaveLength(0);
    expect(database.exists('default', 'empty')).toBe(true);
    expect(database.get('default', 'none')).toBeUndefined();
    expect(database.exists('default', 'none')).toBe(false);
  });

  test('stores arbitrary bytes', () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    database.set('default', 'k', all.subarray(1));
    expect(database.get('default', 'k')).toEqual(Buffer.from(all.subarray(1)));
  });

  test('deletes idempotently', () => {
    database.set('default', 'k', bytes('v'));
    database.delete('default', 'k');
    database.delete('default', 'k');
    expect(database.getKeys('default')).toEqual([]);
  });

  test('is separate from other stores in the same file', () => {
    database.set('a', 'k', bytes('v'));
    expect(database.get('b', 'k')).toBeUndefined();
    expect(database.getKeys('a')).toEqual(['k']);
  });

  test("implements the service's interface", async () => {
    const store = keyValueStore(database, 'default');
    await store.set('k', bytes('v'));
    expect(await store.get('k')).toEqual(bytes('v'));
    await store.delete('k');
    expect(await store.get('k')).toBeUndefined();
  });
});

/** The SQL of `spin up` 4.0 (crates/key-value-spin/src/store.rs). */
const spin = {
  create: `CREATE TABLE IF NOT EXISTS spin_key_value (
                           store TEXT NOT NULL,
                           key   TEXT NOT NULL,
                           value BLOB NOT NULL,

                           PRIMARY KEY (store, key)
                        )`,
  set: `INSERT INTO spin_key_value (store, key, value) VALUES ($1, $2, $3)
                     ON CONFLICT(store, key) DO UPDATE SET value=$3`,
  get: 'SELECT value FROM spin_key_value WHERE store=$1 AND key=$2',
};

describe('the file is shared with spin up', () => {
  test('the host reads what Spin has written', () => {
    const fresh = temporaryDirectory();
    const asSpin = new Database(join(fresh, databaseFile));
    asSpin.exec(spin.create);
    asSpin.prepare(spin.set.replaceAll('$3', `x'0102'`)).run('default', 'k');
    asSpin.close();
    expect(openState(fresh).get('default', 'k')).toEqual(Buffer.of(1, 2));
  });

  test('Spin reads what the host has written', () => {
    database.set('default', 'k', bytes('v'));
    const asSpin = new Database(join(directory, databaseFile));
    asSpin.exec(spin.create);
    expect(asSpin.prepare(spin.get).get('default', 'k')).toMatchObject({ value: bytes('v') });
  });
});

test('threads and processes can write to one file at the same time', async () => {
  const source = (name: string) => `
    const Database = require('libsql');
    const database = new Database(${JSON.stringify(join(directory, databaseFile))}, { timeout: 10000 });
    const set = database.prepare("INSERT INTO spin_key_value VALUES ('default', ?, x'00')");
    for (let n = 0; n < 200; n++) set.run('${name}-' + n);`;
  const worker = new Worker(source('thread'), { eval: true });
  const ended = once(worker, 'exit');
  execFileSync(process.execPath, ['-e', source('process')]);
  for (let n = 0; n < 200; n++) database.set('default', `here-${n}`, bytes('v'));
  expect(await ended).toEqual([0]);
  expect(database.getKeys('default')).toHaveLength(600);
});

test('the error for a file that cannot be opened names it', () => {
  expect(() => openState('/dev/null/state')).toThrow(/\/dev\/null\/state\/sqlite_key_value.db/);
});
