/**
 * `npm run bench:publish`: how long publishing takes at size, on each runtime that is installed. The runtimes
 * take turns, so that what else the machine does meets all of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setInterval } from 'node:timers/promises';
import { Command } from 'commander';
import { generateDataset } from '../curation/generated-dataset.js';
import { HostProcess } from '../harness/local-host.js';
import { RedisProcess, redisIsMissing, redisVersion } from '../harness/redis.js';
import { SpinProcess, spin } from '../harness/spin.js';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import type { Dataset } from '../src/dataset/records/schema.js';
import { layOut } from '../src/dataset/revisions/layout.js';
import { type KeptIndexes, openKeptIndexes } from './publishing/kept-index.js';
import { preparePublication } from './publishing/publisher.js';
import { type Client, createClient } from './publishing/publishing-client.js';
import { sha256 } from './publishing/sha256.js';

const token = 'a-token-for-measuring';

/** A server to publish to, and what ends it. */
interface Server {
  readonly url: string;
  readonly pid: number | undefined;
  stop(): Promise<unknown>;
}

interface Runtime {
  readonly name: string;
  /** Why it cannot be measured here. */
  readonly missing?: string | undefined;
  start(): Promise<Server>;
}

const variables = ['--quiet', '--variable', `publish_token=${token}`];
const spinIsMissing = spin.installed().length === 0 ? spin.remedy : undefined;

const runtimes: Readonly<Record<string, Runtime>> = {
  'local-host': {
    name: 'the local host',
    start: () => HostProcess.start({ stateDir: temporaryDirectory(), args: variables }),
  },
  spin: {
    name: 'Spin, SQLite',
    missing: spinIsMissing,
    start: () => SpinProcess.start({ args: variables }),
  },
  'spin-redis': {
    name: 'Spin, Redis',
    missing: spinIsMissing ?? (redisVersion ? undefined : redisIsMissing),
    start: async () => {
      const redis = await RedisProcess.start();
      const over = [
        '--variable',
        `redis_url=${redis.url}`,
        '--variable',
        `redis_host=${redis.host}`,
      ];
      const server = await SpinProcess.start({ args: [...variables, ...over] });
      const stop = async () => {
        await server.stop();
        await redis.kill();
      };
      return { url: server.url, pid: server.pid, stop };
    },
  },
};

/** How long something took, and the processor time of the server and of this process meanwhile. */
interface Figure {
  readonly value: number;
  readonly processor?: { readonly server: number; readonly publisher: number };
}

/** What is measured, and what it should take at 100,000 takeaways. */
const works = {
  first: ['publish', '45 s'],
  again: ['publish again with one changed title', '3 s'],
  small: ['PUT /v1/dataset of 650 kB', '3 s'],
  dump: ['GET /v1/dump', '4 s'],
  dumpMemory: ['memory that the dump adds', 'flat'],
  back: ['roll back', 'one write'],
} as const;

type Work = keyof typeof works;
type Figures = Partial<Record<Work, Figure>>;

/** A PUT of this many generated takeaways has 650 kB. */
const smallTakeaways = 800;

const main = async () => {
  const options = new Command('npm run bench:publish --')
    .description('Measures how long publishing takes at size, and prints a table.')
    .option('--takeaways <number>', 'the size of the dataset', Number, 100_000)
    .option('--runtimes <names>', 'separated by commas', Object.keys(runtimes).join(','))
    .option('--rounds <number>', 'how often to measure each; the table has the fastest', Number, 1)
    .parse()
    .opts<{ takeaways: number; runtimes: string; rounds: number }>();
  const chosen = options.runtimes.split(',').map((name) => {
    const runtime = runtimes[name];
    if (!runtime)
      throw new Error(`Unknown runtime "${name}". Expected ${Object.keys(runtimes).join(', ')}.`);
    return runtime;
  });
  for (const { name, missing } of chosen) if (missing) note(`${name} is skipped. ${missing}`);

  const dataset = generateDataset(options.takeaways);
  const small = generateDataset(smallTakeaways);
  const size = Buffer.byteLength(JSON.stringify(dataset));
  const [, laidOut] = await timed(() => layOut(dataset, sha256));
  note(
    `${options.takeaways} takeaways, ${(size / 1e6).toFixed(1)} MB; laid out in ${seconds(laidOut)}`,
  );

  const best = new Map<string, Figures>();
  for (let round = 1; round <= options.rounds; round++) {
    for (const runtime of chosen.filter(({ missing }) => !missing)) {
      note(`${runtime.name}, round ${round}`);
      const figures = await measure(runtime, dataset, small);
      best.set(runtime.name, lowest(best.get(runtime.name), figures));
    }
  }
  printTable(best);
  note('Processor time is of the server and of the publisher; Redis runs beside them.');
};

const measure = async (runtime: Runtime, dataset: Dataset, small: Dataset): Promise<Figures> => {
  const server = await runtime.start();
  try {
    const client = createClient({ url: server.url, token });
    await client({ method: 'GET', path: '/readyz' });
    const figures: Figures = {};
    const kept = openKeptIndexes(temporaryDirectory());
    const during = (work: () => Promise<unknown>) => measureWork(server.pid, work);
    figures.small = await during(() => put(client, small));
    figures.first = await during(() => publish(client, dataset, kept));
    const { revision: before } = await json(client, '/v1/meta');
    const changed = withChangedTitle(dataset);
    figures.again = await during(() => publish(client, changed, kept));
    const memory = watchMemory(server.pid);
    figures.dump = await during(() => drain(client));
    figures.dumpMemory = { value: await memory.stop() };
    figures.back = await during(() =>
      client({
        method: 'POST',
        path: `/v1/revisions/${before}/activate`,
        headers: { 'if-match': '*' },
      }),
    );
    for (const [work, figure] of Object.entries(figures)) {
      note(`  ${works[work as Work][0]}: ${format(work as Work, figure)}`);
    }
    return figures;
  } finally {
    await server.stop();
  }
};

/** As `npm run dataset:publish` does it: shows the difference, then publishes. */
const publish = async (client: Client, dataset: Dataset, kept: KeptIndexes): Promise<void> => {
  const publication = await preparePublication(client, dataset, { kept });
  await publication.publish();
};

const put = (client: Client, dataset: Dataset) =>
  client({
    method: 'PUT',
    path: '/v1/dataset',
    headers: { 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify(dataset),
  });

/** @param pid the server; the processor time of what it has started counts too */
const measureWork = async (
  pid: number | undefined,
  work: () => Promise<unknown>,
): Promise<Figure> => {
  const [server, publisher] = [processorTime(pid), process.cpuUsage()];
  const [, value] = await timed(work);
  const { user, system } = process.cpuUsage(publisher);
  return {
    value,
    processor: { server: processorTime(pid) - server, publisher: (user + system) / 1000 },
  };
};

/** How many parts of a second the system counts processor time in. */
const ticksPerSecond = 100;

/** @returns the milliseconds that a process and its descendants have used; 0 where this is not Linux. */
const processorTime = (pid: number | undefined): number =>
  pid === undefined
    ? 0
    : familyOf(pid).reduce((sum, member) => {
        const fields = readProcess(member, 'stat')
          .replace(/^.*\) /, '')
          .split(' ');
        const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
        return sum + (ticks * 1000) / ticksPerSecond;
      }, 0);

const json = async (client: Client, path: string): Promise<{ readonly revision: string }> =>
  (await client({ method: 'GET', path })).json();

/** @returns once the whole dump has arrived. @throws Error if it is shorter than it says */
const drain = async (client: Client): Promise<void> => {
  const { body, headers } = await client({ method: 'GET', path: '/v1/dump' });
  let bytes = 0;
  for await (const chunk of body ?? []) bytes += chunk.length;
  const expected = Number(headers.get('content-length') ?? Number.NaN);
  if (bytes !== expected) throw new Error(`Expected a dump of ${expected} bytes, got ${bytes}.`);
};

const withChangedTitle = ({ takeaways, ...vocabularies }: Dataset): Dataset => ({
  ...vocabularies,
  takeaways: takeaways.map((takeaway, index) =>
    index === Math.floor(takeaways.length / 2)
      ? { ...takeaway, title: 'About an altogether different title' }
      : takeaway,
  ),
});

/** Watches the resident memory of a process and its descendants. */
const watchMemory = (pid: number | undefined) => {
  const first = pid === undefined ? 0 : residentBytes(pid);
  let most = first;
  const stopped = new AbortController();
  const watching = (async () => {
    try {
      for await (const _ of setInterval(50, undefined, { signal: stopped.signal })) {
        if (pid !== undefined) most = Math.max(most, residentBytes(pid));
      }
    } catch {
      // Stopped.
    }
  })();
  return {
    stop: async () => {
      stopped.abort();
      await watching;
      return most - first;
    },
  };
};

const pageBytes = 4096;

const residentBytes = (pid: number): number =>
  familyOf(pid).reduce(
    (sum, member) => sum + Number(readProcess(member, 'statm').split(' ')[1] ?? 0) * pageBytes,
    0,
  );

/** @returns the process and its descendants. */
const familyOf = (pid: number): number[] => {
  const children = threadsOf(pid).flatMap((thread) =>
    readProcess(pid, `task/${thread}/children`).split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))];
};

const threadsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
};

/** @returns a file of a process; empty if it has ended, or this is not Linux. */
const readProcess = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

const timed = async <T>(work: () => Promise<T>): Promise<[result: T, milliseconds: number]> => {
  const started = performance.now();
  return [await work(), performance.now() - started];
};

const lowest = (one: Figures = {}, other: Figures): Figures => {
  const best: Figures = { ...one };
  for (const work of Object.keys(works) as Work[]) {
    const [earlier, later] = [one[work], other[work]];
    if (later && (!earlier || later.value < earlier.value)) best[work] = later;
  }
  return best;
};

const seconds = (milliseconds: number): string =>
  milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

const format = (work: Work, { value, processor }: Figure): string => {
  if (work === 'dumpMemory') return `${(value / 2 ** 20).toFixed(0)} MiB`;
  if (!processor) return seconds(value);
  return `${seconds(value)} (processor: ${seconds(processor.server)} + ${seconds(processor.publisher)})`;
};

const printTable = (best: ReadonlyMap<string, Figures>) => {
  const names = [...best.keys()];
  const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
  row(['work', ...names, 'goal']);
  row(['---', ...names.map(() => '---'), '---']);
  for (const [work, [label, goal]] of Object.entries(works)) {
    const cells = names.map((name) => {
      const figure = best.get(name)?.[work as Work];
      return figure === undefined ? '' : format(work as Work, figure);
    });
    row([label, ...cells, goal]);
  }
};

const note = (text: string) => console.error(text);

await main();
