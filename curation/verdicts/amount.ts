/** Reduces series to numbers with intervals. */
import type { Amount } from '../../src/dataset/records/measurement.js';
import type { Series } from './recorded-run.js';
import { bootstrapInterval, median, slope } from './statistics.js';

type Sample = number | readonly [apps: number, sample: number];

const samplesOf = ({ samples, apps }: Series): Sample[] =>
  apps ? samples.map((sample, index) => [apps[index] ?? Number.NaN, sample]) : samples;

const reduce = (samples: readonly Sample[]): number =>
  isPoints(samples) ? slope(samples) : median(samples as readonly number[]);

const isPoints = (samples: readonly Sample[]): samples is readonly (readonly [number, number])[] =>
  typeof samples[0] === 'object';

/** @returns the combination of some series with its interval, or undefined if it is not finite. */
export const amountOf = (
  series: readonly Series[],
  combine: (...values: number[]) => number,
): Amount | undefined => {
  const groups = series.map(samplesOf);
  const statistic = (...samples: Sample[][]) => combine(...samples.map(reduce));
  const amount = { value: statistic(...groups), ...bootstrapInterval(groups, statistic) };
  return Object.values(amount).every(Number.isFinite) ? amount : undefined;
};
