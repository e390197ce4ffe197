import { shuffled } from '../../curation/verdicts/statistics.js';
import { firstAnswer } from '../answers.js';
import type { Contender, Instance } from '../contender.js';
import {
  type Context,
  distinctWhenStarting,
  expectationOf,
  type Measurement,
  record,
  skip,
} from '../context.js';

/** As many as a burst may need where a process per app is the rule. */
const processes = 4;

/** Several processes started at once on the same cores, until all have answered. Contenders take turns. */
export const scaleOut: Measurement = {
  id: 'scale-out',
  title: 'Several processes at once',
  kinds: [{ measurement: 'scale-out', conditions: { processes: [processes] } }],
  steps: ({ effort }) => effort.scaleOuts,
  run: async (context) => {
    const samples = new Map(
      distinctWhenStarting(context)
        .filter(({ id }) => !id.endsWith('-bare'))
        .map((one): [Contender, number[]] => [one, []]),
    );
    for (let round = 0; round < context.effort.scaleOuts; round++) {
      context.step(`${processes} processes at once: round ${round + 1}`);
      for (const contender of shuffled([...samples.keys()], context.random)) {
        try {
          samples.get(contender)?.push(await timeStarts(contender, context));
        } catch (error) {
          samples.delete(contender);
          skip(context.run, `${contender.title}: ${processes} processes at once`, error);
        }
      }
    }
    for (const [contender, taken] of samples) {
      const conditions = { processes };
      record(context.run, {
        measurement: 'scale-out',
        contender: contender.id,
        conditions,
        samples: taken,
      });
    }
  },
};

/** @returns milliseconds. */
const timeStarts = async (contender: Contender, context: Context): Promise<number> => {
  const expected = expectationOf(contender, context);
  const homes = Array.from({ length: processes }, () => ({
    ...context.homeOf(contender),
    state: context.workspace.newDirectory(),
  }));
  const started: Instance[] = [];
  const began = performance.now();
  try {
    await Promise.all(
      homes.map(async (home) => {
        const instance = await contender.start(home);
        started.push(instance);
        await firstAnswer(instance, expected);
      }),
    );
    return performance.now() - began;
  } finally {
    await Promise.all(started.map((instance) => instance.stop()));
  }
};
