/** Releases meet each other's stores: a rolling update, and the way back. */
import { expect, onTestFinished } from 'vitest';
import { RedisProcess } from '../../../harness/redis.js';
import type { ServerProcess } from '../../../harness/server-process.js';
import { openState } from '../../../hosts/local/state.js';
import { openRedis } from '../../../hosts/node/redis-store.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import type { createApp } from '../../../src/app.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { token } from '../../support/publishing.js';
import { createTestService } from '../../support/test-app.js';
import { loadRelease, readGolden, releases } from '../../upgrades/released.js';
import { edition, publishEditions, wholeEdition } from '../datasets.js';
import type { Fault, Report } from '../fault.js';
import { finish, publishEdition, readDump, readWhole, seenOf } from '../requests.js';
import { serverKinds } from '../servers.js';

const begin = async (
  { kind }: Report,
  setting: { readonly stateDir?: string; readonly redisUrl?: string },
): Promise<ServerProcess> => {
  const server = await serverKinds[kind].start(setting);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
};

const golden =
  (release: string): Fault['provoke'] =>
  async (report) => {
    const { keys, dump } = await readGolden(release);
    const stateDir = temporaryDirectory();
    const state = openState(stateDir);
    for (const [key, value] of Object.entries(keys)) {
      state.set('default', key, Buffer.from(value, 'base64'));
    }
    state.close();
    const server = await begin(report, { stateDir });
    const response = server.fetch('/v1/dump');
    expect(await (await response).json()).toEqual({ talks: [], people: [], ...dump });
    report.served('the old revision');
    report.seen('a read', await seenOf(readDump(server)));
    report.seen('a publication', await finish(publishEdition(server, 2)));
    expect(await readWhole(server)).toBe(await wholeEdition(2));
    report.served('the new revision');
  };

/** Sends requests to the code of a release over a store. */
const runRelease = async (release: string, store: KeyValueStore) => {
  const code = await loadRelease(release);
  const { talks: _, people: __, ...dataset } = edition(0);
  const bundled = { ...(await code.layOut(dataset as ReturnType<typeof edition>)), version: 1 };
  const service = await createTestService({ store, bundled, publishToken: () => token });
  const app: ReturnType<typeof createApp> = code.createApp(service);
  return (path: string, init?: RequestInit) => app(new Request(`http://release.test${path}`, init));
};

const rounds = 6;

/** Both serve over one Redis, and publish at the same time, again and again. */
const rollingUpdate =
  (release: string): Fault['provoke'] =>
  async (report) => {
    const redis = await RedisProcess.start();
    onTestFinished(() => redis.kill());
    const { store, close } = await openRedis(redis.url, () => {});
    onTestFinished(() => close());
    await publishEditions(store, [1]);
    const server = await begin(report, { redisUrl: redis.url });
    const older = await runRelease(release, store);
    const publishOlder = (number: number) => {
      const { talks: _, people: __, ...dataset } = edition(number);
      return older('/v1/dataset', {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${token}`,
          'if-match': '*',
          'content-type': 'application/json',
        },
        body: JSON.stringify(dataset),
      });
    };
    const possible = new Set([await wholeEdition(1)]);
    for (let round = 1; round <= rounds; round++) {
      const [ours, theirs] = [round * 10, round * 10 + 1];
      for (const number of [ours, theirs]) possible.add(await wholeEdition(number));
      const [published, publishedOlder, read, readOlder] = await Promise.all([
        finish(publishEdition(server, ours)),
        finish(publishOlder(theirs)),
        seenOf(readDump(server)),
        seenOf(older('/v1/dump')),
      ]);
      report.seen('publications by both at once', published);
      report.seen('publications by both at once', publishedOlder);
      report.seen('a read of either', read);
      report.seen('a read of either', readOlder);
      // One after the other from here on, so that it is known who was last.
      report.seen('publications by turns', await finish(publishOlder(theirs + 1)));
      expect(await readWhole(server)).toBe(await wholeEdition(theirs + 1));
      report.seen('publications by turns', await finish(publishEdition(server, ours + 3)));
      expect(await readWhole(server)).toBe(await wholeEdition(ours + 3));
      const dump = (await (await older('/v1/dump')).json()) as { takeaways: { id: string }[] };
      expect(dump.takeaways.map(({ id }) => id)).toContain(`first-${ours + 3}`);
    }
    report.served('the new revision');
  };

export const upgradeFaults: readonly Fault[] = releases.flatMap((release): Fault[] => [
  {
    chapter: 'upgrade',
    fault: `A store that release ${release} wrote`,
    clients: { 'a read': ['200'], 'a publication': ['200'] },
    after: ['the old revision', 'the new revision'],
    on: ['localHost', 'spin'],
    provoke: golden(release),
  },
  {
    chapter: 'upgrade',
    fault: `Release ${release} and this one over one Redis, both publishing`,
    clients: {
      'publications by both at once': ['200', '412', '409', '503 with Retry-After'],
      'publications by turns': ['200'],
      'a read of either': ['200'],
    },
    after: ['the new revision'],
    on: ['spinRedis', 'nodeRedis'],
    provoke: rollingUpdate(release),
  },
]);
