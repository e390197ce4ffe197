import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'libsql';
import { beforeAll, describe, expect, test } from 'vitest';
import { HostProcess } from '../../../harness/local-host.js';
import { databaseFile } from '../../../hosts/local/state.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { currentKey } from '../../../src/dataset/revisions/revision.js';
import { connectTo } from '../raw-http.js';

const kills = 50;
/** In parallel. */
const lanes = 2;

/** The result of a run that was not killed. */
let expected: { dump: string; keys: number };

beforeAll(async () => {
  const stateDir = temporaryDirectory();
  expected = { dump: await servedDump(stateDir), keys: countKeys(stateDir) };
});

describe(`killed ${kills} times during its first publication, the host`, () => {
  let interrupted = 0;

  test('always restarts with one complete revision', { timeout: 300_000 }, async () => {
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (let n = 0; n < kills / lanes; n++) {
          const stateDir = temporaryDirectory();
          await killWhilePublishing(stateDir, Math.ceil(Math.random() * expected.keys));
          if (!hasKey(stateDir, currentKey)) interrupted++;
          expect(await servedDump(stateDir)).toBe(expected.dump);
        }
      }),
    );
  });

  test('was often killed before the revision was current', () => {
    expect(interrupted).toBeGreaterThan(kills / 10);
  });
});

/** @returns a digest of the dataset served by a host with this state. */
const servedDump = async (stateDir: string): Promise<string> => {
  const host = await HostProcess.start({ stateDir });
  const response = await host.fetch('/v1/dump');
  expect(response.status).toBe(200);
  const dump = await response.text();
  await host.stop('SIGKILL');
  return createHash('sha256').update(dump).digest('hex');
};

/** Starts a host without state, sends a request, and kills it when it has stored a number of keys. */
const killWhilePublishing = async (stateDir: string, keys: number): Promise<void> => {
  const host = await HostProcess.start({ stateDir });
  const database = openStore(stateDir);
  const count = database.prepare('SELECT count(*) AS keys FROM spin_key_value');
  const socket = await connectTo(host);
  socket.on('error', () => {}); // The host will not answer.
  await new Promise<void>((sent) => {
    socket.write('GET /v1/takeaways HTTP/1.1\r\nHost: a\r\n\r\n', () => sent());
  });
  // A busy loop, because publishing takes only a few milliseconds.
  const deadline = performance.now() + 10_000;
  while ((count.get() as { keys: number }).keys < keys && performance.now() < deadline);
  await host.stop('SIGKILL');
  database.close();
};

const openStore = (stateDir: string): Database.Database =>
  new Database(join(stateDir, databaseFile), { timeout: 10_000 });

const countKeys = (stateDir: string): number => {
  const database = openStore(stateDir);
  const { keys } = database.prepare('SELECT count(*) AS keys FROM spin_key_value').get() as {
    keys: number;
  };
  database.close();
  return keys;
};

const hasKey = (stateDir: string, key: string): boolean => {
  const database = openStore(stateDir);
  const row = database.prepare('SELECT 1 FROM spin_key_value WHERE key = ?').get(key);
  database.close();
  return row !== undefined;
};
