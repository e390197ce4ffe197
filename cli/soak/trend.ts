/** Whether values rise over time: the Mann–Kendall test (H. B. Mann 1945), and the slope of the least squares. */
import { cumulativeStdNormalProbability, linearRegression, mean } from 'simple-statistics';

/** One value at a time, in seconds. */
export type Reading = readonly [seconds: number, value: number];

export interface Trend {
  /** By hour. */
  readonly slope: number;
  /** How likely a slope like this is where nothing changes, in either direction. */
  readonly p: number;
  readonly mean: number;
}

/** What starts with the first requests is no trend: this share of the time is left out. */
const warmUp = 1 / 3;
/** Neighbouring readings are alike; the means of so many blocks are tested instead. */
const maxBlocks = 20;

/** @returns the trend of readings in the order of time; undefined if there are too few. */
export const trendOf = (readings: readonly Reading[]): Trend | undefined => {
  const settled = readings.slice(Math.ceil(readings.length * warmUp));
  const size = Math.max(1, Math.floor(settled.length / maxBlocks));
  const blocks: [number, number][] = [];
  for (let at = 0; at + size <= settled.length; at += size) {
    const block = settled.slice(at, at + size);
    blocks.push([mean(block.map(([x]) => x)), mean(block.map(([, y]) => y))]);
  }
  if (blocks.length < 8) return undefined;
  return {
    slope: linearRegression(blocks).m * 3600,
    p: mannKendall(blocks.map(([, value]) => value)),
    mean: mean(blocks.map(([, value]) => value)),
  };
};

const mannKendall = (values: readonly number[]): number => {
  const { length: n } = values;
  let s = 0;
  values.forEach((value, index) => {
    for (const later of values.slice(index + 1)) s += Math.sign(later - value);
  });
  const ties = [...new Set(values)].map(
    (value) => values.filter((other) => other === value).length,
  );
  const term = (count: number) => count * (count - 1) * (2 * count + 5);
  const variance = (term(n) - ties.reduce((sum, count) => sum + term(count), 0)) / 18;
  if (variance === 0) return 1;
  const z = (s - Math.sign(s)) / Math.sqrt(variance);
  return 2 * (1 - cumulativeStdNormalProbability(Math.abs(z)));
};
