/** What a request to Spin costs, for the service and for components that do nothing, which take turns. */
import { alivePath, type Expectation, firstAnswer } from '../../answers.js';
import type { Conditions } from '../../bench-run.js';
import type { Contender, Instance } from '../../contender.js';
import { type Context, expectationOf, type Measurement, record, skip } from '../../context.js';
import { memorySettings } from './memory-settings.js';
import { type Load, perRound, takeTurns } from './turns.js';

const manyConnections = 16;

const conditions = {
  request: ['alive', 'list', 'search'],
  connection: ['fresh', 'kept'],
  connections: [1, manyConnections],
  memory: Object.keys(memorySettings),
} as const;

type Asked = (typeof conditions.request)[number];

/** @returns the contenders on Spin, those that do nothing first. */
const onSpin = ({ contenders }: Context): readonly Contender[] =>
  contenders
    .filter(({ id }) => ['spin', 'spin-quickjs', 'spin-bare', 'spin-raw'].includes(id))
    .toSorted((one, other) => Number(one.kind === 'service') - Number(other.kind === 'service'));

export const requests: Measurement = {
  id: 'requests',
  title: 'Requests on Spin',
  kinds: (
    ['spin-request-time', 'spin-request-cpu', 'spin-request-faults', 'spin-request-rate'] as const
  ).map((measurement) => ({ measurement, conditions })),
  onlyNamed: true,
  steps: (context) =>
    onSpin(context).length === 0
      ? 0
      : Object.keys(memorySettings).length * conditions.request.length,
  run: async (context) => {
    if (onSpin(context).length === 0) return;
    for (const [memory, env] of Object.entries(memorySettings)) {
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

const expectedOf = (contender: Contender, asked: Asked, context: Context): Expectation => {
  if (contender.kind === 'floor' || asked === 'list') return expectationOf(contender, context);
  return { path: asked === 'alive' ? alivePath : '/v1/takeaways?q=wasm' };
};

const measureRequest = async (
  started: readonly Started[],
  asked: Asked,
  memory: string,
  context: Context,
): Promise<void> => {
  const count = perRound(context.effort.requests);
  // Kept connections are where Spin may stall: ten times as many requests show how often.
  const loads: readonly Load[] = [
    { connection: 'fresh', connections: 1, count },
    { connection: 'kept', connections: 1, count: count * 10 },
    { connection: 'kept', connections: manyConnections, count: count * manyConnections },
  ];
  for (const load of loads) {
    const turns = started.map(({ contender, instance }) => ({
      instance,
      expected: expectedOf(contender, asked, context),
    }));
    const { connection, connections } = load;
    const identity: Conditions = { request: asked, connection, connections, memory };
    for (const [index, { times, cpu, faults, rates }] of (await takeTurns(turns, load)).entries()) {
      const of = { contender: started[index]?.contender.id ?? '', conditions: identity };
      record(context.run, { measurement: 'spin-request-time', samples: times, ...of });
      record(context.run, { measurement: 'spin-request-cpu', samples: [cpu], ...of });
      record(context.run, { measurement: 'spin-request-faults', samples: [faults], ...of });
      if (connections > 1)
        record(context.run, { measurement: 'spin-request-rate', samples: rates, ...of });
    }
  }
};
