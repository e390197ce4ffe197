import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import autocannon from 'autocannon';
import { findProgram } from '../../../lib/programs.js';
import { firstAnswer } from '../../answers.js';
import { carbonOfMillion, costOfMillion } from '../../capacity/cost.js';
import type { Contender, Instance } from '../../contender.js';
import {
  type Context,
  distinctWhenWarm,
  effortFor,
  expectationOf,
  fullEffort,
  type Measurement,
  record,
  skip,
} from '../../context.js';
import { readJoules } from '../../workspace/energy.js';
import { processorTime, proportionalSetSize } from '../../workspace/processes.js';
import { requestAtRate } from './arrivals.js';

const connections = 16;
/** At all rates except the first. */
const windowsOfOtherRates = 2;

/** The last core generates the load; the server runs on the others. */
const cores = {
  server: availableParallelism() > 2 ? `0-${availableParallelism() - 2}` : '0',
  load: String(availableParallelism() - 1),
  all: `0-${availableParallelism() - 1}`,
};

/** Fixed rates mean nothing for a minimal server. */
const ratesFor = (contender: Contender, context: Context): readonly number[] =>
  contender.kind === 'service' ? effortFor(contender, context).rates : [];

/** Throughput at saturation; latency, CPU time and cost at fixed rates. Load and server are on different cores. */
export const load: Measurement = {
  id: 'load',
  title: 'Throughput, latency and CPU time',
  kinds: [
    { measurement: 'throughput', conditions: {} },
    { measurement: 'carbon', conditions: { work: ['million-lists'] } },
    ...(['latency', 'cpu-time', 'cost', 'energy'] as const).map((measurement) => ({
      measurement,
      conditions: { rate: fullEffort.rates },
    })),
  ],
  steps: (context) =>
    distinctWhenWarm(context).reduce((sum, one) => sum + 1 + ratesFor(one, context).length, 0),
  run: async (context) => {
    if (availableParallelism() < 2 || !findProgram('taskset')) {
      const because = 'Requires two cores and taskset (Debian: apt-get install util-linux).';
      skip(context.run, 'Throughput, latency and CPU time', because);
      return;
    }
    if (readJoules() === undefined) {
      skip(context.run, 'Energy in joules', 'The machine shows no energy counter (intel-rapl).');
    }
    pinSelf(cores.load);
    try {
      for (const contender of distinctWhenWarm(context)) await measureContender(contender, context);
    } finally {
      pinSelf(cores.all);
    }
  },
};

const measureContender = async (contender: Contender, context: Context): Promise<void> => {
  const home = context.homeOf(contender);
  const instance = await contender.start({ ...home, cores: cores.server });
  const expected = expectationOf(contender, context);
  const effort = effortFor(contender, context);
  try {
    await firstAnswer(instance, expected);
    const url = instance.urls[0] + expected.path;
    context.step(`Load: ${contender.title}, saturation`);
    if (effort.warmUpSeconds > 0) await saturate(url, expected.body, effort.warmUpSeconds);
    const samples: number[] = [];
    for (let window = 0; window < effort.windows; window++) {
      samples.push(await saturate(url, expected.body, effort.windowSeconds));
    }
    const identity = { contender: contender.id, samples };
    record(context.run, { measurement: 'throughput', conditions: {}, ...identity });

    const highest = Math.max(...samples);
    for (const [index, rate] of ratesFor(contender, context).entries()) {
      context.step(`Load: ${contender.title}, ${rate} requests/s`);
      if (rate > highest) {
        skip(
          context.run,
          `${contender.title}: ${rate} requests/s`,
          'The contender saturates below this rate.',
        );
        continue;
      }
      const windows = index === 0 ? effort.windows : windowsOfOtherRates;
      await measureRate(contender, instance, url, rate, windows, context);
    }
  } catch (error) {
    skip(context.run, `${contender.title}: load`, error);
  } finally {
    await instance.stop();
  }
};

/** @returns correct answers per second. */
const saturate = async (
  url: string,
  body: string | undefined,
  duration: number,
): Promise<number> => {
  const result = await autocannon({
    url,
    connections,
    duration,
    ...(body ? { expectBody: body } : {}),
    // On reused connections, Nagle's algorithm can delay Spin's responses by 40 ms.
    headers: { connection: 'close' },
  });
  return Math.max(0, result['2xx'] - result.mismatches) / result.duration;
};

const measureRate = async (
  contender: Contender,
  instance: Instance,
  url: string,
  rate: number,
  windows: number,
  { effort, list, run }: Context,
): Promise<void> => {
  const latencies: number[] = [];
  const processor: number[] = [];
  const costs: number[] = [];
  const carbon: number[] = [];
  const joules: number[] = [];
  for (let window = 0; window < windows; window++) {
    const before = processorTime(instance.pids());
    const joulesBefore = readJoules();
    const taken = await requestAtRate(url, { rate, seconds: effort.rateSeconds, body: list.body });
    const perThousand = ((processorTime(instance.pids()) - before) / taken.length) * 1000;
    latencies.push(...taken);
    processor.push(perThousand);
    const used = (readJoules() ?? Number.NaN) - (joulesBefore ?? Number.NaN);
    // A counter that has begun anew says nothing.
    if (used > 0) joules.push((used / taken.length) * 1000);
    const mebibytes = proportionalSetSize(instance.pids());
    const usage = { processorMilliseconds: perThousand, mebibytes, rate };
    costs.push(costOfMillion(usage));
    carbon.push(carbonOfMillion(usage));
  }
  const conditions = { rate };
  const identity = { contender: contender.id, conditions };
  record(run, { measurement: 'latency', ...identity, samples: latencies });
  record(run, { measurement: 'cpu-time', ...identity, samples: processor });
  record(run, { measurement: 'cost', ...identity, samples: costs });
  record(run, { measurement: 'energy', ...identity, samples: joules });
  if (rate === effort.rates[0]) {
    const million = { contender: contender.id, conditions: { work: 'million-lists' } };
    record(run, { measurement: 'carbon', ...million, samples: carbon });
  }
};

/** Pins all threads of this process, which generates the load. */
const pinSelf = (where: string): void => {
  execFileSync('taskset', ['-a', '-c', '-p', where, String(process.pid)], { stdio: 'ignore' });
};
