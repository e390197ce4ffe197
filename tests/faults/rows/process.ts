/** The process ends, at each operation on its store and while requests run. */
import { expect, onTestFinished } from 'vitest';
import type { ServerProcess } from '../../../harness/server-process.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { wholeBundled, wholeEdition } from '../datasets.js';
import type { Fault, Report, Served } from '../fault.js';
import { activateEdition, finish, publishEdition, readDump, readWhole } from '../requests.js';
import { serverKinds } from '../servers.js';
import { StoppingSqlite } from '../stopping-sqlite.js';

/** Work in the middle of which the process is killed. */
interface Work {
  /** Editions that are there before. */
  readonly editions: readonly number[];
  act(server: ServerProcess): Promise<Response>;
  readonly before: Served;
  readonly old: () => Promise<string>;
  readonly next: () => Promise<string>;
  /** The number of writes that it takes at least. */
  readonly leastWrites: number;
}

const publication: Work = {
  editions: [1],
  act: (server) => publishEdition(server, 2),
  before: 'the old revision',
  old: () => wholeEdition(1),
  next: () => wholeEdition(2),
  leastWrites: 10,
};

const collection: Work = {
  ...publication,
  editions: [3, 4, 5, 6, 7, 1],
  leastWrites: 20,
};

const activation: Work = {
  ...publication,
  editions: [2, 1],
  act: (server) => activateEdition(server, 2),
  leastWrites: 2,
};

const seeding: Work = {
  editions: [],
  act: (server) => readDump(server),
  before: 'the bundled dataset',
  old: wholeBundled,
  next: wholeBundled,
  leastWrites: 10,
};

/** Kills the process at write 1, 2, 3, … until the work ends before. */
const killAtEveryWrite = async (work: Work, report: Report): Promise<void> => {
  const { start } = serverKinds[report.kind];
  const [old, next] = [await work.old(), await work.next()];
  const stateDir = temporaryDirectory();
  const store = new StoppingSqlite(stateDir);
  onTestFinished(() => store.close());
  const begin = async () => {
    const started = await start({ stateDir });
    onTestFinished(async () => void (await started.stop('SIGKILL')));
    return started;
  };

  // Undisturbed, to know which keys there are in the end.
  await store.fill(work.editions);
  let server = await begin();
  expect(await finish(work.act(server))).toBe('200');
  const keys = await store.keysAfterNext();

  for (let write = 1; ; write++) {
    await store.fill(work.editions);
    store.arm(write);
    let ended = false;
    const seen = finish(work.act(server)).finally(() => {
      ended = true;
    });
    const stopped = await store.isStopped(() => ended);
    if (!stopped) {
      expect(await seen).toBe('200');
      expect(write).toBeGreaterThan(work.leastWrites);
      return;
    }
    await server.stop('SIGKILL');
    report.seen('the request', await seen);
    store.disarm();

    server = await begin();
    const served = await readWhole(server);
    expect([old, next]).toContain(served);
    report.served(served === old ? work.before : 'the new revision');
    expect(await finish(work.act(server))).toBe('200');
    expect(await readWhole(server)).toBe(next);
    expect(await store.keysAfterNext()).toEqual(keys);
  }
};

const killed = (during: string, work: Work): Fault => ({
  chapter: 'process',
  fault: `SIGKILL at each write of ${during}`,
  clients: { 'the request': ['a connection that is cut'] },
  after: work === seeding ? ['the bundled dataset'] : ['the old revision', 'the new revision'],
  note: 'Repeated, it completes; the first publication after an hour removes every key that was left over',
  on: ['localHost', 'spin'],
  provoke: (report) => killAtEveryWrite(work, report),
});

/** How long each request takes while the signal comes, in milliseconds. */
const delay = 700;

const terminated: Fault['provoke'] = async (report) => {
  const stateDir = temporaryDirectory();
  const store = new StoppingSqlite(stateDir);
  onTestFinished(() => store.close());
  await store.fill([1]);
  const { start } = serverKinds[report.kind];
  const server = await start({ stateDir, args: ['--variable', `faults=delay=${delay}ms`] });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const running = Array.from({ length: 5 }, () => finish(readDump(server)));
  // Connections are served in the order in which they came, and this request is not delayed.
  expect((await server.fetch('/healthz')).status).toBe(200);
  if (server.pid) process.kill(server.pid, 'SIGTERM');
  for (const seen of await Promise.all(running)) {
    expect(seen).toBe(report.kind === 'localHost' ? '200' : 'a connection that is cut');
    report.seen('requests that run', seen);
  }
  await server.ending;
  const next = await start({ stateDir });
  onTestFinished(async () => void (await next.stop('SIGKILL')));
  expect(await readWhole(next)).toBe(await wholeEdition(1));
  report.served('the old revision');
};

export const processFaults: readonly Fault[] = [
  killed('a publication', publication),
  killed('the garbage collection that follows one', collection),
  killed('an activation', activation),
  killed('seeding', seeding),
  {
    chapter: 'process',
    fault: 'SIGTERM while requests run',
    clients: { 'requests that run': ['200', 'a connection that is cut'] },
    after: ['the old revision'],
    note: 'The local host finishes them; Spin does not drain, and cuts them off: let the balancer take a pod out first (`preStop`)',
    on: ['localHost', 'spin'],
    provoke: terminated,
  },
];
