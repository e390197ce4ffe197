import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../curation/verdicts/random.js';
import { bootstrapInterval, median } from '../../curation/verdicts/statistics.js';

const samplesOf = (length: number) =>
  fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), {
    minLength: length,
    maxLength: length,
  });

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 10, 2], 3],
  ])('of %j is %d', (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });
});

describe('the bootstrap interval', () => {
  it('is reproducible, and within the range of the samples', () => {
    fc.assert(
      fc.property(samplesOf(8), fc.integer(), (samples, seed) => {
        const interval = bootstrapInterval([samples], median, seed);
        expect(bootstrapInterval([samples], median, seed)).toEqual(interval);
        expect(interval.low).toBeGreaterThanOrEqual(Math.min(...samples));
        expect(interval.high).toBeLessThanOrEqual(Math.max(...samples));
        expect(interval.low).toBeLessThanOrEqual(interval.high);
      }),
      { numRuns: 20 },
    );
  });

  it('of one sample is that sample', () => {
    expect(bootstrapInterval([[7]], median)).toEqual({ low: 7, high: 7 });
  });

  it('contains the true median in about 95% of cases', { timeout: 60_000 }, () => {
    const random = createRandom(5);
    const runs = 100;
    const hits = Array.from({ length: runs }, (_, run) => {
      const samples = Array.from({ length: 30 }, () => -Math.log(1 - random()));
      const { low, high } = bootstrapInterval([samples], median, run);
      return low <= Math.LN2 && Math.LN2 <= high;
    }).filter(Boolean).length;
    expect(hits / runs).toBeGreaterThan(0.88);
    expect(hits / runs).toBeLessThan(1);
  });

  it('of a ratio resamples both sides independently', () => {
    const [slow, fast] = [
      [18, 20, 22, 19, 21],
      [9, 10, 11, 10, 10],
    ];
    const ratio = (one: number[] = [], other: number[] = []) => median(one) / median(other);
    const { low, high } = bootstrapInterval([slow, fast], ratio);
    expect(low).toBeLessThan(2);
    expect(high).toBeGreaterThan(2);
    expect(low).toBeGreaterThan(18 / 11);
    expect(high).toBeLessThan(22 / 9);
  });
});
