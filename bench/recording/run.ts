/** A run of the bench: the samples that curation/verdicts/recorded-run.ts describes, and what it had to leave out. */

import type { Samples, Series } from '../../curation/verdicts/recorded-run.js';
import { readVersion } from '../../lib/package.js';
import type { Conditions } from '../../src/dataset/records/measurement.js';
import type { Contender } from '../contender.js';
import { measuredCommit } from './commit.js';
import { describeMachine, identifyMachine } from './machine.js';

export type { MeasurementName, Samples, Series } from '../../curation/verdicts/recorded-run.js';
export type { Conditions } from '../../src/dataset/records/measurement.js';

/** What could not be measured, and what to do about it. */
export interface Skipped {
  readonly what: string;
  readonly because: string;
}

export interface Run extends Samples {
  readonly skipped: Skipped[];
}

/** @returns a run that has no samples yet. */
export const beginRun = (contenders: readonly Contender[], machineName?: string): Run => {
  const date = new Date().toISOString();
  return {
    id: `run-${date.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`,
    date,
    commit: measuredCommit(),
    versions: {
      component: readVersion(),
      node: process.version,
      ...Object.fromEntries(contenders.map((one) => [one.id, one.version()])),
    },
    machine: identifyMachine(describeMachine(), machineName),
    contenders: contenders.map(({ id, title }) => ({ id, name: title })),
    series: [],
    skipped: [],
  };
};

/** @returns the series of a measurement whose conditions are these, more allowed. */
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

/** @returns the samples of a contender under exactly these conditions, or an empty list. */
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

/** @returns what people call a contender of the run. */
export const nameOf = (run: Samples, contender: string): string =>
  run.contenders.find(({ id }) => id === contender)?.name ?? contender;

/**
 * One run out of several, such as one of processes and one of pods: what two have both measured counts as the
 * later one has it.
 *
 * @throws Error where they were not measured on the same machine
 */
export const together = (runs: readonly Samples[]): Samples => {
  const latestFirst = runs.toSorted((one, other) => (one.date < other.date ? 1 : -1));
  const [latest, ...earlier] = latestFirst;
  if (!latest) throw new Error('There is no run yet. Run: npm run bench');
  const elsewhere = earlier.find(({ machine }) => machine.id !== latest.machine.id);
  if (elsewhere) {
    throw new Error(
      `${latest.id} was measured on ${latest.machine.id}, ${elsewhere.id} on ${elsewhere.machine.id}. Name runs of one machine.`,
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
