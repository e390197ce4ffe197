/** What it costs, and what it gains, to have Spin keep more memory for the next instance. */
import { firstAnswer } from '../../answers.js';
import type { Contender } from '../../contender.js';
import { type Context, expectationOf, type Measurement, record, skip } from '../../context.js';
import { proportionalSetSize } from '../../workspace/processes.js';
import { keeping } from './memory-settings.js';
import { perRound, type Turn, takeTurns } from './turns.js';

/** MiB for each instance; Spin's default is 2. */
const kept = [0, 2, 4, 6, 8, 9, 10, 12] as const;
const connections = [1, 16] as const;

const services: readonly string[] = ['spin', 'spin-quickjs'];

const servicesOnSpin = ({ contenders }: Context): readonly Contender[] =>
  contenders.filter(({ id }) => services.includes(id));

export const keptMemory: Measurement = {
  id: 'kept-memory',
  title: 'Memory that Spin keeps',
  kinds: [
    ...(['spin-request-time', 'spin-request-cpu', 'spin-request-rate'] as const).map(
      (measurement) => ({ measurement, conditions: { kept, connections } }),
    ),
    { measurement: 'spin-memory', conditions: { kept, connections } },
  ],
  onlyNamed: true,
  steps: (context) => servicesOnSpin(context).length * connections.length,
  run: async (context) => {
    for (const contender of servicesOnSpin(context)) {
      for (const many of connections) {
        context.step(`Memory that Spin keeps: ${contender.title}, ${many} connections`);
        await measureKept(contender, many, context);
      }
    }
  },
};

/** Starts a contender with each setting, and has them take turns. */
const measureKept = async (contender: Contender, many: number, context: Context): Promise<void> => {
  const expected = expectationOf(contender, context);
  const turns: Turn[] = [];
  try {
    for (const mebibytes of kept) {
      const env = keeping(mebibytes);
      const instance = await contender.start({ ...context.homeOf(contender), env });
      turns.push({ instance, expected });
      await firstAnswer(instance, expected);
    }
    const count = perRound(context.effort.requests) * 10;
    const all = await takeTurns(turns, { connection: 'kept', connections: many, count });
    all.forEach(({ times, rates, cpu }, index) => {
      const conditions = { kept: kept[index] ?? 0, connections: many };
      const of = { contender: contender.id, conditions };
      const memory = proportionalSetSize(turns[index]?.instance.pids() ?? []);
      record(context.run, { measurement: 'spin-request-time', samples: times, ...of });
      record(context.run, { measurement: 'spin-request-rate', samples: rates, ...of });
      record(context.run, { measurement: 'spin-request-cpu', samples: [cpu], ...of });
      record(context.run, { measurement: 'spin-memory', samples: [memory], ...of });
    });
  } catch (error) {
    skip(context.run, `Memory that Spin keeps, ${many} connections`, error);
  } finally {
    for (const { instance } of turns) await instance.stop();
  }
};
