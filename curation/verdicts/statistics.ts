/**
 * Written by hand, because recorded summaries are recomputed to the last digit: simple-statistics averages where two
 * samples share a percentile, and its slope rounds differently, so that either would change what runs recorded.
 */
import { createRandom } from './random.js';

/** @returns the smallest sample that at least this share of the samples does not exceed (nearest rank). */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** @returns the slope of the least-squares line through the points. */
export const slope = (points: readonly Point[]): number => {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const covariance = mean(points.map(([x, y]) => (x - meanX) * (y - meanY)));
  return covariance / mean(points.map(([x]) => (x - meanX) ** 2));
};

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How many resamples make an interval. */
const resamples = 2000;

/**
 * The 95% bootstrap interval of a statistic (percentile method, B. Efron 1979). Resamples without a finite value
 * are skipped.
 *
 * @param groups independent samples, each resampled with replacement
 * @param seed makes the interval reproducible
 */
export const bootstrapInterval = <Sample>(
  groups: readonly (readonly Sample[])[],
  statistic: (...groups: Sample[][]) => number,
  seed = 1,
): Interval => {
  const random = createRandom(seed);
  const resample = (samples: readonly Sample[]): Sample[] =>
    samples.map(() => samples[Math.floor(random() * samples.length)] as Sample);
  const values = Array.from({ length: resamples }, () => statistic(...groups.map(resample)));
  const finite = values.filter(Number.isFinite);
  return { low: percentile(finite, 0.025), high: percentile(finite, 0.975) };
};

/** @returns the middle sample, or the mean of the two middle ones. */
export const median = (samples: readonly number[]): number => {
  const sorted = Float64Array.from(samples).sort();
  const middle = (sorted.length - 1) / 2;
  return (
    ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
  );
};

/** A value with its 95% bootstrap interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

export type Point = readonly [x: number, y: number];

export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** @returns the least-squares line through the points. */
export const linearFit = (points: readonly Point[]): Line => {
  const m = slope(points);
  return { slope: m, intercept: mean(points.map(([, y]) => y)) - m * mean(points.map(([x]) => x)) };
};

export const medianEstimate = (samples: readonly number[]): Estimate => ({
  value: median(samples),
  ...bootstrapInterval([samples], median),
});

/** @returns the ratio of the medians with its interval. */
export const ratioEstimate = (upper: readonly number[], lower: readonly number[]): Estimate => {
  const ratio = (above: readonly number[], below: readonly number[]) =>
    median(above) / median(below);
  return { value: ratio(upper, lower), ...bootstrapInterval([upper, lower], ratio) };
};

export const slopeEstimate = (points: readonly Point[]): Estimate => ({
  value: slope(points),
  ...bootstrapInterval([points], slope),
});

/** @returns the same items in random order (Fisher and Yates). */
export const shuffled = <Item>(items: readonly Item[], random: () => number): Item[] => {
  const rest = [...items];
  return items.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
};
