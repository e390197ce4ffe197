/** The SQLite file, and the disk under it. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, onTestFinished } from 'vitest';
import type { ServerProcess } from '../../../harness/server-process.js';
import { keyValueStore } from '../../../hosts/key-value.js';
import { databaseFile, openState } from '../../../hosts/local/state.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { publishEditions, wholeBundled, wholeEdition } from '../datasets.js';
import type { Fault, Report } from '../fault.js';
import { finish, publishEdition, readDump, readWhole, seenOf } from '../requests.js';
import { serverKinds } from '../servers.js';

const fill = async (stateDir: string): Promise<void> => {
  const state = openState(stateDir);
  await publishEditions(keyValueStore(state, 'default'), [1]);
  state.close();
};

const begin = async (kind: Report['kind'], stateDir: string): Promise<ServerProcess> => {
  const server = await serverKinds[kind].start({ stateDir });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
};

const look = async (server: ServerProcess, report: Report): Promise<void> => {
  const served = await readWhole(server);
  if (served === (await wholeEdition(1))) report.served('the old revision');
  else if (served === (await wholeEdition(2))) report.served('the new revision');
  else if (served === (await wholeBundled())) report.served('the bundled dataset');
  else throw new Error(`No whole revision is served: ${served.slice(0, 2000)}`);
};

/** Kilobytes that the small file system holds, before and after it is made larger. */
const [small, large] = ['700k', '20m'];

/** @returns a folder that is a file system of its own. */
const mountSmall = (): string => {
  const folder = temporaryDirectory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${large}`, 'tmpfs', folder]);
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  return folder;
};
const remount = (folder: string, options: string): void => {
  execFileSync('mount', ['-o', `remount,${options}`, folder]);
};

/** Whether file systems can be mounted here: in some containers they cannot. */
const mountable = (() => {
  const folder = temporaryDirectory();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
  if (status === 0) spawnSync('umount', [folder]);
  return status === 0;
})();

/** Fills a file system to the last byte. */
const fillDisk = (folder: string): void => {
  const file = openSync(join(folder, 'ballast'), 'w');
  const block = Buffer.alloc(1024);
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
  closeSync(file);
};

const fullDisk: Fault['provoke'] = async (report) => {
  const folder = mountSmall();
  await fill(folder);
  const server = await begin(report.kind, folder);
  await look(server, report);
  remount(folder, `size=${small}`);
  fillDisk(folder);
  report.seen('a publication', await finish(publishEdition(server, 2)));
  report.seen('a read', await seenOf(readDump(server)));
  rmSync(join(folder, 'ballast'));
  remount(folder, `size=${large}`);
  await look(server, report);
  expect(await finish(publishEdition(server, 2))).toBe('200');
  await look(server, report);
};

/** Makes the file immutable for those who write: a trigger refuses every write, as a read-only store does. */
const readOnly: Fault['provoke'] = async (report) => {
  const folder = temporaryDirectory();
  await fill(folder);
  const server = await begin(report.kind, folder);
  await look(server, report);
  const database = new Database(join(folder, databaseFile), { timeout: 10_000 });
  onTestFinished(() => void database.close());
  for (const change of ['INSERT', 'UPDATE', 'DELETE']) {
    database.exec(
      `CREATE TRIGGER refuse_${change} BEFORE ${change} ON spin_key_value
       BEGIN SELECT RAISE(FAIL, 'attempt to write a readonly database'); END`,
    );
  }
  report.seen('a publication', await finish(publishEdition(server, 2)));
  report.seen('a read', await seenOf(readDump(server)));
  for (const change of ['INSERT', 'UPDATE', 'DELETE']) {
    database.exec(`DROP TRIGGER refuse_${change}`);
  }
  await look(server, report);
  expect(await finish(publishEdition(server, 2))).toBe('200');
  await look(server, report);
};

/** How long another process holds the lock, in milliseconds: less than a write waits. */
const hold = 1_500;

const locked: Fault['provoke'] = async (report) => {
  const folder = temporaryDirectory();
  await fill(folder);
  const server = await begin(report.kind, folder);
  const database = new Database(join(folder, databaseFile), { timeout: 10_000 });
  onTestFinished(() => void database.close());
  database.exec('BEGIN IMMEDIATE');
  const publication = finish(publishEdition(server, 2));
  const read = finish(readDump(server));
  // Spin has one connection to the file, so that a read may wait as long as the write before it.
  if (report.kind === 'localHost') {
    report.seen('a read', await read);
    await look(server, report);
  }
  await new Promise((resolve) => setTimeout(resolve, hold));
  database.exec('ROLLBACK');
  report.seen('a publication', await publication);
  report.seen('a read', await read);
  await look(server, report);
};

/** Overwrites the file with noise, all but its header, so that it still looks like a database. */
const corrupt = (path: string): void => {
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(size - 100, 0xa5), 0, size - 100, 100);
  closeSync(file);
};

/** The file and what SQLite keeps beside it. */
const filesOf = (folder: string): string[] =>
  ['', '-wal', '-shm', '-journal'].map((suffix) => join(folder, databaseFile + suffix));

const corrupted: Fault['provoke'] = async (report) => {
  const folder = temporaryDirectory();
  await fill(folder);
  const database = new Database(join(folder, databaseFile));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  const copy = readFileSync(join(folder, databaseFile));
  for (const file of filesOf(folder).slice(1)) rmSync(file, { force: true });
  corrupt(join(folder, databaseFile));
  const started = await begin(report.kind, folder).catch((error: Error) => error);
  if (started instanceof Error) {
    // The local host opens the file when it starts, and names it.
    expect(started.message).toContain(databaseFile);
    report.seen('a read', 'a connection that is cut');
    report.seen('a publication', 'a connection that is cut');
  } else {
    report.seen('a read', await seenOf(readDump(started)));
    report.seen('a publication', await seenOf(publishEdition(started, 2)));
    await started.stop('SIGKILL');
  }
  for (const file of filesOf(folder)) rmSync(file, { force: true });
  writeFileSync(join(folder, databaseFile), copy);
  await look(await begin(report.kind, folder), report);
};

const removed: Fault['provoke'] = async (report) => {
  const folder = temporaryDirectory();
  mkdirSync(folder, { recursive: true });
  await fill(folder);
  for (const file of filesOf(folder)) rmSync(file, { force: true });
  const server = await begin(report.kind, folder);
  report.seen('a read', await seenOf(readDump(server)));
  expect(existsSync(join(folder, databaseFile))).toBe(true);
  await look(server, report);
};

const both = ['localHost', 'spin'] as const;

export const sqliteFaults: readonly Fault[] = [
  {
    chapter: 'sqlite',
    fault: 'The disk is full',
    clients: { 'a publication': ['503 with Retry-After'], 'a read': ['200'] },
    after: ['the old revision', 'the new revision'],
    on: both,
    ...(!mountable && { obstacle: 'no file system can be mounted here; run the tests as root' }),
    provoke: fullDisk,
  },
  {
    chapter: 'sqlite',
    fault: 'The store refuses writes',
    clients: { 'a publication': ['503 with Retry-After'], 'a read': ['200'] },
    after: ['the old revision', 'the new revision'],
    on: both,
    provoke: readOnly,
  },
  {
    chapter: 'sqlite',
    fault: 'Another process holds the write lock for 1.5 seconds',
    clients: { 'a publication': ['200'], 'a read': ['200'] },
    after: ['the old revision', 'the new revision'],
    note: 'Writes wait for the lock, up to ten seconds on the local host, five on Spin; reads wait on Spin only, behind a write',
    on: both,
    provoke: locked,
  },
  {
    chapter: 'sqlite',
    fault: 'The file is corrupted, and restored from a copy',
    clients: {
      'a publication': ['503 with Retry-After', 'a connection that is cut'],
      'a read': ['503 with Retry-After', 'a connection that is cut'],
    },
    after: ['the old revision'],
    note: 'The local host refuses to start, and names the file; Spin starts, and answers 503',
    on: both,
    provoke: corrupted,
  },
  {
    chapter: 'sqlite',
    fault: 'The file is gone when the server starts',
    clients: { 'a read': ['200'] },
    after: ['the bundled dataset'],
    note: 'What an operator has published is gone: publish it again',
    on: both,
    provoke: removed,
  },
];
