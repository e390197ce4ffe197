import { execFileSync } from 'node:child_process';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { shuffled } from '../../curation/verdicts/statistics.js';
import { firstAnswer } from '../answers.js';
import type { Contender } from '../contender.js';
import { type Context, expectationOf, type Measurement, record, skip } from '../context.js';
import type { Conditions } from '../recording/run.js';

const dropCaches = '/proc/sys/vm/drop_caches';

/** One way to start, and what is done before each start. */
interface Kind {
  readonly measurement: 'process-start' | 'first-start';
  readonly label: string;
  readonly conditions: Conditions;
  readonly starts: number;
  /** Whether code and data are there from an earlier start. */
  readonly again: boolean;
  readonly before?: () => void;
}

const kindsOf = ({ effort: { starts, firstStarts } }: Context): readonly Kind[] => [
  {
    measurement: 'process-start',
    label: 'page cache warm',
    conditions: { cache: 'warm' },
    starts,
    again: true,
  },
  {
    measurement: 'process-start',
    label: 'page cache dropped',
    conditions: { cache: 'dropped' },
    starts,
    again: true,
    before: () => {
      execFileSync('sync');
      writeFileSync(dropCaches, '3');
    },
  },
  {
    measurement: 'first-start',
    label: 'first ever',
    conditions: {},
    starts: firstStarts,
    again: false,
  },
];

/** From before the process is made to the end of its first correct answer. Contenders take turns, in shuffled order. */
export const processStart: Measurement = {
  id: 'process-start',
  title: 'Start of a process',
  makes: [
    { measurement: 'process-start', conditions: { cache: ['warm', 'dropped'] } },
    { measurement: 'first-start', conditions: {} },
  ],
  steps: (context) => kindsOf(context).reduce((sum, { starts }) => sum + starts, 0),
  run: async (context) => {
    for (const kind of kindsOf(context)) {
      if (kind.before && !canWrite(dropCaches)) {
        skip(
          context.run,
          `Start of a process, ${kind.label}`,
          'It needs root. Run the bench as root.',
        );
        continue;
      }
      const samples = new Map(
        starting(context, kind).map((one): [Contender, number[]] => [one, []]),
      );
      for (let round = 0; round < kind.starts; round++) {
        context.step(`Start of a process, ${kind.label}: round ${round + 1} of ${kind.starts}`);
        for (const contender of shuffled([...samples.keys()], context.random)) {
          kind.before?.();
          try {
            samples.get(contender)?.push(await timeStart(contender, context, kind.again));
          } catch (error) {
            // One that fails to start counts as none at all, not as the starts that went well.
            samples.delete(contender);
            skip(context.run, `${contender.title}: start of a process, ${kind.label}`, error);
          }
        }
      }
      for (const [contender, taken] of samples) {
        record(context.run, {
          measurement: kind.measurement,
          contender: contender.id,
          conditions: kind.conditions,
          samples: taken,
        });
      }
    }
  },
};

/** Where data or code has to be had first, the least that a runtime can start with says nothing new. */
const starting = ({ contenders }: Context, { before, again }: Kind): readonly Contender[] =>
  before || !again ? contenders.filter(({ kind }) => kind === 'service') : contenders;

/** @returns milliseconds. */
const timeStart = async (
  contender: Contender,
  context: Context,
  again: boolean,
): Promise<number> => {
  const { workspace } = context;
  const home = again
    ? context.homeOf(contender)
    : { workspace, state: workspace.newDirectory(), compileCache: workspace.newDirectory() };
  const started = performance.now();
  const instance = await contender.start(home);
  try {
    await firstAnswer(instance, expectationOf(contender, context));
    return performance.now() - started;
  } finally {
    await instance.stop();
  }
};

const canWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};
