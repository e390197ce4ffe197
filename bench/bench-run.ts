/** A run of the bench: its samples (see curation/verdicts/recorded-run.ts), and what was skipped. */

import type { Samples, Series } from '../curation/verdicts/recorded-run.js';
import type { Point } from '../curation/verdicts/statistics.js';
import { readVersion } from '../lib/package.js';
import type { Conditions } from '../src/dataset/records/measurement.js';
import type { Contender } from './contender.js';
import { measuredCommit } from './recording/commit.js';
import { describeMachine, identifyMachine } from './recording/machine.js';

export type { MeasurementName, Samples, Series } from '../curation/verdicts/recorded-run.js';
export type { Conditions } from '../src/dataset/records/measurement.js';

/** What was not measured, with the reason and the remedy. */
export interface Skipped {
  readonly what: string;
  readonly because: string;
}

export interface Run extends Samples {
  readonly skipped: Skipped[];
}

/** @returns a run without samples. */
export const createRun = (
  contenders: readonly Contender[],
  machineName?: string,
  busyBefore?: number,
): Run => {
  const date = new Date().toISOString();
  return {
    id: `run-${date.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`,
    date,
    commit: measuredCommit(),
    versions: {
      component: readVersion(),
      node: process.version,
      ...Object.fromEntries(contenders.map((one) => [one.id, one.version()])),
      ...Object.fromEntries(contenders.flatMap(digestsOf)),
    },
    ...(busyBefore === undefined ? {} : { busy_before: busyBefore }),
    machine: identifyMachine(describeMachine(), machineName),
    contenders: contenders.map(({ id, title }) => ({ id, name: title })),
    series: [],
    skipped: [],
  };
};

const digestsOf = ({ id, digests }: Contender): [string, string][] =>
  Object.entries(digests?.() ?? {}).map(([name, digest]) => [`${id}-${name}`, digest]);

/** @returns the series of a measurement with at least these conditions. */
export const seriesOf = (
  run: Samples,
  measurement: Series['measurement'],
  conditions: Conditions = {},
): readonly Series[] =>
  run.series.filter(
    (series) =>
      series.measurement === measurement &&
      Object.entries(conditions).every(([name, value]) => series.conditions[name] === value),
  );

/** @returns the samples of a contender under exactly these conditions; empty if there are none. */
export const samplesOf = (
  run: Samples,
  measurement: Series['measurement'],
  contender: string,
  conditions: Conditions = {},
): readonly number[] =>
  seriesOf(run, measurement, conditions).find(
    (series) =>
      series.contender === contender &&
      Object.keys(series.conditions).length === Object.keys(conditions).length,
  )?.samples ?? [];

/** @returns memory samples with their numbers of apps. */
export const pointsOf = ({ samples, apps = [] }: Series): Point[] =>
  samples.map((sample, n) => [apps[n] ?? 0, sample]);

/** @returns the display name of a contender. */
export const contenderName = (run: Samples, contender: string): string =>
  run.contenders.find(({ id }) => id === contender)?.name ?? contender;

/**
 * Merges runs, such as one of processes and one of pods. For series in several runs, the latest wins.
 *
 * @throws Error if the runs are from different machines
 */
export const mergeRuns = (runs: readonly Samples[]): Samples => {
  const latestFirst = runs.toSorted((one, other) => (one.date < other.date ? 1 : -1));
  const [latest, ...earlier] = latestFirst;
  if (!latest) throw new Error('There are no runs. Run: npm run bench');
  const elsewhere = earlier.find(({ machine }) => machine.id !== latest.machine.id);
  if (elsewhere) {
    throw new Error(
      `${latest.id} was measured on ${latest.machine.id}, ${elsewhere.id} on ${elsewhere.machine.id}. Pass runs from one machine only.`,
    );
  }
  return {
    ...latest,
    contenders: firstOfEach(
      latestFirst.flatMap(({ contenders }) => contenders),
      ({ id }) => id,
    ),
    series: firstOfEach(
      latestFirst.flatMap(({ series }) => series),
      ({ measurement, contender, conditions }) =>
        JSON.stringify([measurement, contender, Object.entries(conditions).sort()]),
    ),
  };
};

const firstOfEach = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] => {
  const keys = items.map(keyOf);
  return items.filter((_, n) => keys.indexOf(keys[n] ?? '') === n);
};
