/** What a request to Spin costs, for the service and for components that do nothing, which take turns. */
import { Agent } from 'node:http';
import { alivePath, type Expectation, firstAnswer, isCorrect, request } from '../answers.js';
import type { Conditions } from '../bench-run.js';
import type { Contender, Instance } from '../contender.js';
import { type Context, expectationOf, type Measurement, record, skip } from '../context.js';
import { minorFaults, processorTime } from '../workspace/processes.js';

/** Bytes that each instance may write before Spin gives its memory back: enough for what ours write. */
const keptBytes = 8 * 2 ** 20;

const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {},
  tuned: { SPIN_WASMTIME_LINEAR_MEMORY_KEEP_RESIDENT: String(keptBytes) },
};

const manyConnections = 16;
const rounds = 10;
const warmUp = 20;

const conditions = {
  request: ['alive', 'list', 'search'],
  connection: ['fresh', 'kept'],
  connections: [1, manyConnections],
  memory: Object.keys(settings),
} as const;

/** @returns the contenders on Spin, those that do nothing first. */
const onSpin = ({ contenders }: Context): readonly Contender[] =>
  contenders
    .filter(({ id }) => ['spin', 'spin-bare', 'spin-raw'].includes(id))
    .toSorted((one, other) => Number(one.id === 'spin') - Number(other.id === 'spin'));

export const requests: Measurement = {
  id: 'requests',
  title: 'Requests on Spin',
  kinds: (
    ['spin-request-time', 'spin-request-cpu', 'spin-request-faults', 'spin-request-rate'] as const
  ).map((measurement) => ({ measurement, conditions })),
  steps: (context) =>
    onSpin(context).length === 0 ? 0 : Object.keys(settings).length * conditions.request.length,
  run: async (context) => {
    if (onSpin(context).length === 0) return;
    for (const [memory, env] of Object.entries(settings)) {
      const started: Started[] = [];
      try {
        for (const contender of onSpin(context)) {
          const instance = await contender.start({ ...context.homeOf(contender), env });
          started.push({ contender, instance });
          await firstAnswer(instance, expectationOf(contender, context));
        }
        for (const asked of conditions.request) {
          context.step(`Requests on Spin: ${asked}, ${memory} memory`);
          await measureRequest(started, asked, memory, context);
        }
      } catch (error) {
        skip(context.run, `Requests on Spin, ${memory} memory`, error);
      } finally {
        for (const { instance } of started) await instance.stop();
      }
    }
  },
};

interface Started {
  readonly contender: Contender;
  readonly instance: Instance;
}

const expectedOf = (
  contender: Contender,
  asked: (typeof conditions.request)[number],
  context: Context,
): Expectation => {
  if (contender.kind === 'floor' || asked === 'list') return expectationOf(contender, context);
  return { path: asked === 'alive' ? alivePath : '/v1/takeaways?q=wasm' };
};

const measureRequest = async (
  started: readonly Started[],
  asked: (typeof conditions.request)[number],
  memory: string,
  context: Context,
): Promise<void> => {
  // Kept connections are where Spin may stall: ten times as many requests show how often.
  const one = Math.ceil(context.effort.requests / rounds);
  for (const load of [
    { connection: 'fresh', connections: 1, count: one },
    { connection: 'kept', connections: 1, count: one * 10 },
    { connection: 'kept', connections: manyConnections, count: one * manyConnections },
  ] as const) {
    const series = new Map(started.map(({ contender }) => [contender, newSeries()]));
    for (let round = 0; round < rounds; round++) {
      for (const { contender, instance } of started) {
        const expected = expectedOf(contender, asked, context);
        const samples = series.get(contender) ?? newSeries();
        if (round === 0) await send(instance, expected, { ...load, count: warmUp });
        const pids = instance.pids();
        const [cpu, faults, from] = [processorTime(pids), minorFaults(pids), performance.now()];
        samples.time.push(...(await send(instance, expected, load)));
        samples.cpu += (processorTime(pids) - cpu) / load.count / rounds;
        samples.faults += (minorFaults(pids) - faults) / load.count / rounds;
        samples.rate.push((load.count / (performance.now() - from)) * 1000);
      }
    }
    const { connection, connections } = load;
    const identity: Conditions = { request: asked, connection, connections, memory };
    for (const [{ id }, { time, cpu, faults, rate }] of series) {
      const of = { contender: id, conditions: identity };
      record(context.run, { measurement: 'spin-request-time', samples: time, ...of });
      record(context.run, { measurement: 'spin-request-cpu', samples: [cpu], ...of });
      record(context.run, { measurement: 'spin-request-faults', samples: [faults], ...of });
      if (connections > 1)
        record(context.run, { measurement: 'spin-request-rate', samples: rate, ...of });
    }
  }
};

/** CPU time is counted in ticks of 10 ms, too few in a round for a sample of its own. */
const newSeries = () => ({ time: [] as number[], rate: [] as number[], cpu: 0, faults: 0 });

/** @returns milliseconds from connecting, or sending on a kept connection, to the end of each answer. */
const send = async (
  { urls }: Instance,
  expected: Expectation,
  {
    connection,
    connections,
    count,
  }: {
    readonly connection: 'fresh' | 'kept';
    readonly connections: number;
    readonly count: number;
  },
): Promise<number[]> => {
  const agent =
    connection === 'kept' ? new Agent({ keepAlive: true, maxSockets: connections }) : false;
  const times: number[] = [];
  let sent = 0;
  const sendNext = async () => {
    while (sent < count) {
      sent++;
      const started = performance.now();
      const answer = await request(`${urls[0]}${expected.path}`, agent);
      times.push(performance.now() - started);
      if (!isCorrect(answer, expected)) throw new Error(`${expected.path} was answered wrongly.`);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, sendNext));
    return times;
  } finally {
    if (agent) agent.destroy();
  }
};
