/** `npm run soak`: uses a server for a long time in every way, and judges each answer by a model. */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { createRandom } from '../curation/verdicts/random.js';
import { allRuntimes } from '../harness/index.js';
import { sendHostile } from './soak/hostile-client.js';
import { memoryOf } from './soak/memory.js';
import { createEdition } from './soak/model.js';
import { Publisher } from './soak/publisher.js';
import { Reader } from './soak/reader.js';
import { Tally } from './soak/tally.js';
import { type Trend, trendOf } from './soak/trend.js';

interface Options {
  readonly minutes: number;
  readonly rate: number;
  readonly url?: string;
  readonly runtime: string;
  readonly faults: string;
  readonly pid?: number;
  readonly seed: number;
  readonly json: boolean;
}

/** A rise counts if nothing changing would look like it less often than once in a hundred soaks. */
const significance = 0.01;
/** The fewest minutes after which memory is judged: in fewer, collections of garbage look like a rise too often. */
const judgedAfter = 10;

/** Seconds between publications, between readings of the memory, and between lines of progress. */
const every = { publication: 15, memory: 2, progress: 10 } as const;

const positive = (text: string): number => {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('Expected a positive number, such as 30.');
  return number;
};

const startable = allRuntimes.filter(({ suites }) => suites.includes('publishing'));

const options = new Command('npm run soak --')
  .description(
    'Mixes reads, searches, conditional requests, publications, roll-backs and faults, compares every answer with what the same code answers in this process, and ends with a verdict. Exits with 1 if an answer was wrong, or memory rises in ten minutes or more.',
  )
  .addOption(new Option('--minutes <number>', 'how long').argParser(positive).default(30))
  .addOption(new Option('--rate <number>', 'requests a second').argParser(positive).default(10))
  .option(
    '--url <url>',
    'a server that runs already; publishing needs its token in TAKEAWAYS_TOKEN (default: start one)',
  )
  .addOption(
    new Option('--runtime <id>', 'what to start')
      .choices(startable.map(({ id }) => id))
      .default('local-host'),
  )
  .option('--faults <text>', 'the variable `faults` of a server that is started', 'store=0.001')
  .addOption(
    new Option('--pid <number>', 'the process whose memory to watch, with --url').argParser(
      positive,
    ),
  )
  .addOption(new Option('--seed <number>', 'of the random choices').argParser(positive).default(1))
  .option('--json', 'print the verdict as JSON', false)
  .addHelpText(
    'after',
    `
Examples:
  npm run soak -- --minutes 2
  npm run soak -- --runtime spin --rate 5
  npm run --silent soak -- --url http://127.0.0.1:3000 --minutes 30 --json | jq .wrong`,
  )
  .parse()
  .opts<Options>();

/** Starts a server, unless one is given. */
const open = async () => {
  if (options.url) {
    const token = process.env.TAKEAWAYS_TOKEN ?? '';
    return { url: new URL(options.url).origin, token, pid: options.pid, stop: async () => {} };
  }
  const runtime = startable.find(({ id }) => id === options.runtime);
  if (!runtime?.installed().length)
    throw new Error(`No ${runtime?.name} found. ${runtime?.remedy}`);
  const token = randomUUID();
  const server = await runtime.start({
    publishToken: token,
    env: { SPIN_VARIABLE_FAULTS: options.faults, TAKEAWAYS_FAULTS: options.faults },
  });
  const { pid } = server as { readonly pid?: number };
  return { url: server.url, token, pid, stop: async () => void (await server.stop()) };
};

const baseOf = async (url: string): Promise<unknown> => {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${url}/v1/dump`);
    if (response.status === 200) return response.json();
    if (attempt === 10)
      throw new Error(`Expected 200 from ${url}/v1/dump, got ${response.status}.`);
  }
};

const main = async (): Promise<void> => {
  const server = await open();
  try {
    await soak(server);
  } finally {
    await server.stop();
  }
};

const soak = async ({ url, token, pid }: Awaited<ReturnType<typeof open>>): Promise<void> => {
  const random = createRandom(options.seed);
  const faulty = !options.url && options.faults !== '';
  const base = await baseOf(url);
  const tally = new Tally();
  const first = await createEdition(0, base);
  const publisher = new Publisher(url, base, first, token, tally, faulty);
  const reader = new Reader(url, publisher, tally, faulty);
  const pending = new Set<Promise<void>>();
  const run = (work: Promise<void>) => {
    const settled = work
      .catch((error: Error) => tally.isWrong('the soak itself', error.stack ?? error.message))
      .finally(() => pending.delete(settled));
    pending.add(settled);
  };

  const due: Record<keyof typeof every, number> = { ...every, memory: 0 };
  const isDue = (what: keyof typeof due): boolean => {
    if (tally.seconds < due[what]) return false;
    due[what] = tally.seconds + every[what];
    return true;
  };
  const end = options.minutes * 60;
  for (let sent = 0; tally.seconds < end; sent++) {
    // At an even rate, however long answers take.
    await setTimeout(Math.max(0, (sent / options.rate - tally.seconds) * 1000));
    if (token && isDue('publication')) run(publisher.next(random));
    else if (token && random() < 0.01) run(publisher.refused(random));
    else if (random() < 0.03) run(sendHostile(url, random, tally));
    else run(reader.read(random));
    if (pid && isDue('memory')) {
      const memory = memoryOf(pid);
      if (memory !== undefined) tally.memory.push([tally.seconds, memory]);
    }
    if (isDue('progress')) report(tally);
  }
  await Promise.all(pending);
  finish(tally);
};

const report = (tally: Tally): void => {
  const { seconds, requests, wrong, errors, memory } = tally;
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  const [, mebibytes] = memory.at(-1) ?? [];
  console.error(
    `${Math.round(seconds)} s: ${requests} requests, ${wrong} wrong answers, ${failed} errors` +
      (mebibytes ? `, ${mebibytes.toFixed(0)} MiB` : ''),
  );
};

const rises = (trend: Trend | undefined): boolean =>
  trend !== undefined && trend.p < significance && trend.slope > 0;

const finish = (tally: Tally): void => {
  const memory = options.minutes < judgedAfter ? undefined : trendOf(tally.memory);
  const latency = trendOf(tally.readings);
  const verdict = tally.wrong === 0 && !rises(memory) ? 'passed' : 'failed';
  const result = {
    verdict,
    seconds: Math.round(tally.seconds),
    requests: tally.requests,
    counts: tally.counts,
    wrong: tally.wrong,
    described: tally.described,
    errors: tally.errors,
    latency: { stretches: tally.stretches(), trend: latency },
    memory: { readings: tally.memory, trend: memory },
  };
  console.log(options.json ? JSON.stringify(result, null, 2) : textOf(result));
  if (verdict === 'failed') process.exitCode = 1;
};

type Result = Pick<Tally, 'wrong' | 'described' | 'errors' | 'counts'> & {
  readonly verdict: string;
  readonly seconds: number;
  readonly requests: number;
  readonly latency: { stretches: ReturnType<Tally['stretches']>; trend: Trend | undefined };
  readonly memory: { readings: Tally['memory']; trend: Trend | undefined };
};

const describeTrend = (trend: Trend | undefined, unit: string): string =>
  trend
    ? `mean ${trend.mean.toFixed(1)} ${unit}, slope ${trend.slope.toFixed(2)} ${unit}/h, p = ${trend.p.toFixed(3)}`
    : 'too few readings for a trend';

const textOf = (result: Result): string =>
  [
    `${result.requests} requests in ${result.seconds} s: ${listOf(result.counts)}`,
    `Wrong answers: ${result.wrong}`,
    ...result.described.map(({ request, reason }) => `  ${request}: ${reason}`),
    `Errors: ${listOf(result.errors) || 'none'}`,
    'Latency of reads in ms, and memory without pages of files in MiB:',
    '  minute  requests      p50      p95      p99   memory',
    ...result.latency.stretches.map(
      ({ minute, requests, p50, p95, p99, memory }) =>
        `  ${minute.toFixed(1).padStart(6)}${`${requests}`.padStart(10)}` +
        [p50, p95, p99, memory].map((value) => (value?.toFixed(1) ?? '-').padStart(9)).join(''),
    ),
    `Latency: ${describeTrend(result.latency.trend, 'ms')}`,
    result.seconds < judgedAfter * 60
      ? `Memory: not judged; soak for ${judgedAfter} minutes or more`
      : `Memory: ${describeTrend(result.memory.trend, 'MiB')}`,
    `Verdict: ${result.verdict}`,
  ].join('\n');

const listOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
