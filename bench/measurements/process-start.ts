import { execFileSync } from 'node:child_process';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { shuffled } from '../../curation/verdicts/statistics.js';
import { firstAnswer } from '../answers.js';
import type { Conditions } from '../bench-run.js';
import type { Contender } from '../contender.js';
import {
  type Context,
  distinctWhenStarting,
  expectationOf,
  type Measurement,
  record,
  skip,
} from '../context.js';

const dropCaches = '/proc/sys/vm/drop_caches';

/** A kind of start, and what is done before each. */
interface Kind {
  readonly measurement: 'process-start' | 'first-start';
  readonly label: string;
  readonly conditions: Conditions;
  readonly starts: number;
  /** Whether compiled code and data are kept from an earlier start. */
  readonly again: boolean;
  readonly before?: () => void;
}

const startKindsOf = ({
  effort: { starts, droppedStarts, firstStarts },
}: Context): readonly Kind[] => [
  {
    measurement: 'process-start',
    label: 'warm page cache',
    conditions: { cache: 'warm' },
    starts,
    again: true,
  },
  {
    measurement: 'process-start',
    label: 'dropped page cache',
    conditions: { cache: 'dropped' },
    starts: droppedStarts,
    again: true,
    before: () => {
      execFileSync('sync');
      writeFileSync(dropCaches, '3');
    },
  },
  {
    measurement: 'first-start',
    label: 'very first',
    conditions: {},
    starts: firstStarts,
    again: false,
  },
];

/** From process creation to the end of the first correct answer. Contenders take turns in random order. */
export const processStart: Measurement = {
  id: 'process-start',
  title: 'Process start',
  kinds: [
    { measurement: 'process-start', conditions: { cache: ['warm', 'dropped'] } },
    { measurement: 'first-start', conditions: {} },
  ],
  steps: (context) => startKindsOf(context).reduce((sum, { starts }) => sum + starts, 0),
  run: async (context) => {
    for (const kind of startKindsOf(context)) {
      if (kind.before && !canWrite(dropCaches)) {
        skip(context.run, `Process start, ${kind.label}`, 'Requires root. Run the bench as root.');
        continue;
      }
      const samples = new Map(
        starting(context, kind).map((one): [Contender, number[]] => [one, []]),
      );
      for (let round = 0; round < kind.starts; round++) {
        context.step(`Process start, ${kind.label}: round ${round + 1} of ${kind.starts}`);
        for (const contender of shuffled([...samples.keys()], context.random)) {
          kind.before?.();
          try {
            samples.get(contender)?.push(await timeStart(contender, context, kind.again));
          } catch (error) {
            // Discard all starts of a contender that fails once.
            samples.delete(contender);
            skip(context.run, `${contender.title}: process start, ${kind.label}`, error);
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

/** Minimal servers have no data, so they are only measured with a warm page cache. */
const starting = (context: Context, { before, again }: Kind): readonly Contender[] => {
  const contenders = distinctWhenStarting(context);
  return before || !again ? contenders.filter(({ kind }) => kind === 'service') : contenders;
};

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
