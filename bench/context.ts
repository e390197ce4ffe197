/** What measurements have in common. */

import { isNamed } from '../curation/verdicts/contenders.js';
import type { Suite } from '../harness/suite.js';
import type { Expectation } from './answers.js';
import type { Conditions, MeasurementName, Run, Series } from './bench-run.js';
import type { Contender, StartOptions } from './contender.js';
import type { Workspace } from './workspace/workspace.js';

/** Numbers of samples. */
export interface Effort {
  readonly starts: number;
  /** With dropped page cache, which takes longer and decides nothing. */
  readonly droppedStarts: number;
  readonly firstStarts: number;
  /** How often a start is taken apart. */
  readonly dissections: number;
  /** How often several processes are started at once. */
  readonly scaleOuts: number;
  readonly requests: number;
  /** The maximum number of processes, and how often their number is increased up to it. */
  readonly processes: number;
  readonly ramps: number;
  /** Numbers of apps in one process. */
  readonly apps: readonly number[];
  /** Requests to each app before memory is read again. */
  readonly burst: number;
  readonly windows: number;
  readonly warmUpSeconds: number;
  /** Length of a window at saturation, and of one at a fixed rate, where CPU time needs more precision. */
  readonly windowSeconds: number;
  readonly rateSeconds: number;
  /** Reduced effort for contenders that no rule refers to. */
  readonly secondary: Partial<Pick<Effort, 'processes' | 'windows' | 'rates'>>;
  /** Whether to find out sizes that take seconds. */
  readonly costlyArtefacts: boolean;
  /** Arrivals per second. Rules refer to the first, which is measured in all windows. */
  readonly rates: readonly number[];
  /** The suite that component files have to pass. */
  readonly suite: Extract<Suite, 'core' | 'brief'>;
}

export const fullEffort: Effort = {
  starts: 30,
  droppedStarts: 10,
  firstStarts: 1,
  scaleOuts: 5,
  dissections: 5,
  requests: 100,
  processes: 6,
  ramps: 1,
  apps: [1, 5, 10, 20, 40],
  burst: 100,
  windows: 5,
  warmUpSeconds: 2,
  windowSeconds: 1,
  rateSeconds: 1,
  secondary: { processes: 3, windows: 3, rates: [] },
  rates: [50, 10, 150],
  costlyArtefacts: true,
  suite: 'core',
};

export const quickEffort: Effort = {
  starts: 3,
  droppedStarts: 0,
  firstStarts: 0,
  scaleOuts: 1,
  dissections: 1,
  requests: 30,
  processes: 2,
  ramps: 1,
  apps: [1, 5],
  burst: 30,
  windows: 1,
  warmUpSeconds: 0,
  windowSeconds: 1,
  rateSeconds: 0.5,
  secondary: { windows: 1, rates: [] },
  rates: [50],
  costlyArtefacts: false,
  suite: 'brief',
};

export interface Context {
  readonly contenders: readonly Contender[];
  readonly workspace: Workspace;
  readonly effort: Effort;
  /** @returns a number in [0, 1). */
  readonly random: () => number;
  readonly list: Expectation;
  readonly run: Run;
  /** Reports progress; called once for each announced step. */
  step(text: string): void;
  /** Where a contender keeps its data and compiled code during the run. */
  homeOf(contender: Contender): Pick<StartOptions, 'workspace' | 'state' | 'compileCache'>;
}

/** A kind of series: one measurement under all combinations of these conditions. */
export interface Kind {
  readonly measurement: MeasurementName;
  readonly conditions: Readonly<Record<string, readonly (string | number)[] | 'any'>>;
}

export interface Measurement {
  readonly id: string;
  readonly title: string;
  /** The kinds of series that it records; rules can refer only to these. */
  readonly kinds: readonly Kind[];
  /** Whether it takes minutes, so that it must be named with --only. */
  readonly onlyNamed?: true;
  /** Whether --quick leaves it out, unless it is named. */
  readonly notQuick?: true;
  /** @returns the number of steps. */
  steps(context: Context): number;
  run(context: Context): Promise<void>;
}

export const effortFor = ({ id }: Contender, { effort }: Context): Effort =>
  isNamed(id) ? effort : { ...effort, ...effort.secondary };

/** @returns the contenders to measure warm, each running a different process. */
export const distinctWhenWarm = ({ contenders }: Context): readonly Contender[] =>
  contenders.filter(({ sameWarmAs }) => !contenders.some(({ id }) => id === sameWarmAs));

/** @returns the contenders whose starts differ. */
export const distinctWhenStarting = ({ contenders }: Context): readonly Contender[] =>
  contenders.filter(({ sameStartAs }) => !contenders.some(({ id }) => id === sameStartAs));

/** @returns the request to a contender and its correct answer. */
export const expectationOf = (contender: Contender, { list }: Context): Expectation =>
  contender.kind === 'service' ? list : { path: '/', body: '' };

/** @returns whether a series, or a rule that refers to one, is of a kind. */
export const isOfKind = (
  { measurement, conditions }: Kind,
  one: { readonly measurement: string; readonly conditions: Conditions },
): boolean =>
  one.measurement === measurement &&
  Object.keys(one.conditions).length === Object.keys(conditions).length &&
  Object.entries(one.conditions).every(
    ([name, value]) => conditions[name] === 'any' || conditions[name]?.includes(value),
  );

/** Adds a series to the run, unless it is empty. */
export const record = (run: Run, series: Series): void => {
  if (series.samples.length > 0) run.series.push(series);
};

/** Records that something was not measured. */
export const skip = (run: Run, what: string, reason: unknown): void => {
  run.skipped.push({ what, because: reason instanceof Error ? reason.message : String(reason) });
};
