/** What every measurement works with. */

import { readDataset } from '../curation/read-dataset.js';
import type { Suite } from '../harness/suite.js';
import type { Expectation } from './answers.js';
import type { Contender, StartOptions } from './contender.js';
import type { Conditions, MeasurementName, Run, Series } from './recording/run.js';
import type { Workspace } from './workspace/workspace.js';

/** How much is measured. */
export interface Effort {
  readonly starts: number;
  readonly firstStarts: number;
  readonly requests: number;
  /** How many apps run at the most, a process each, and how often their number goes up to that. */
  readonly processes: number;
  readonly ramps: number;
  /** How many apps run in one process, in turn. */
  readonly apps: readonly number[];
  /** Requests put to each app before memory is read once more. */
  readonly burst: number;
  readonly windows: number;
  readonly warmUpSeconds: number;
  /** Of a window at saturation, and of one at a fixed rate, which takes longer to tell processor time. */
  readonly windowSeconds: number;
  readonly rateSeconds: number;
  /** What of this is less for contenders that no rule names: they explain, and decide nothing. */
  readonly beside: Partial<Pick<Effort, 'processes' | 'windows' | 'rates'>>;
  /** Arrivals per second; rules name the first, which is measured in all windows. */
  readonly rates: readonly number[];
  /** What component files are put to in each environment. */
  readonly suite: Extract<Suite, 'core' | 'brief'>;
}

export const fullEffort: Effort = {
  starts: 30,
  firstStarts: 2,
  requests: 100,
  processes: 6,
  ramps: 2,
  apps: [1, 2, 5, 10, 20, 40],
  burst: 100,
  windows: 10,
  warmUpSeconds: 2,
  windowSeconds: 1,
  rateSeconds: 2,
  beside: { processes: 4, windows: 5 },
  rates: [50, 10, 150],
  suite: 'core',
};

export const quickEffort: Effort = {
  starts: 3,
  firstStarts: 0,
  requests: 30,
  processes: 3,
  ramps: 1,
  apps: [1, 5],
  burst: 30,
  windows: 2,
  warmUpSeconds: 1,
  windowSeconds: 1,
  rateSeconds: 1,
  beside: { windows: 1, rates: [] },
  rates: [50],
  suite: 'brief',
};

export interface Context {
  readonly contenders: readonly Contender[];
  readonly workspace: Workspace;
  readonly effort: Effort;
  /** @returns a number from 0 up to 1. */
  readonly random: () => number;
  /** The service's correct answer to the list. */
  readonly list: Expectation;
  readonly run: Run;
  /** Says what is being done; to be called once for every step that was announced. */
  step(text: string): void;
  /** Where a contender keeps its data and compiled code during the whole run, both filled. */
  homeOf(contender: Contender): Pick<StartOptions, 'workspace' | 'state' | 'compileCache'>;
}

/** Series of one measurement under all combinations of these conditions. */
export interface Kind {
  readonly measurement: MeasurementName;
  readonly conditions: Readonly<Record<string, readonly (string | number)[] | 'any'>>;
}

export interface Measurement {
  readonly id: string;
  readonly title: string;
  /** The series that it records: rules of claims look for these, and for no others. */
  readonly makes: readonly Kind[];
  /** @returns how many steps it will take. */
  steps(context: Context): number;
  run(context: Context): Promise<void>;
}

const named = new Set(
  readDataset().claims.flatMap(({ rules = [] }) => rules.flatMap(({ of, per }) => [of, per])),
);

/** @returns how much of a contender is measured. */
export const effortFor = ({ id }: Contender, { effort }: Context): Effort =>
  named.has(id) ? effort : { ...effort, ...effort.beside };

/** @returns the contenders whose warm processes differ. */
export const differingWarm = ({ contenders }: Context): readonly Contender[] =>
  contenders.filter(({ runsAs }) => !contenders.some(({ id }) => id === runsAs));

/** @returns what a contender must answer, and to which path. */
export const expectationOf = (contender: Contender, { list }: Context): Expectation =>
  contender.kind === 'service' ? list : { path: '/', body: '' };

/** @returns whether a series, or a rule that looks for one, is of a kind. */
export const isOfKind = (
  { measurement, conditions }: Kind,
  one: { readonly measurement: string; readonly conditions: Conditions },
): boolean =>
  one.measurement === measurement &&
  Object.keys(one.conditions).length === Object.keys(conditions).length &&
  Object.entries(one.conditions).every(
    ([name, value]) => conditions[name] === 'any' || conditions[name]?.includes(value),
  );

/** Adds samples to the run; none are no series. */
export const record = (run: Run, series: Series): void => {
  if (series.samples.length > 0) run.series.push(series);
};

/** Notes that something of a contender could not be measured. */
export const skip = (run: Run, what: string, reason: unknown): void => {
  run.skipped.push({ what, because: reason instanceof Error ? reason.message : String(reason) });
};
