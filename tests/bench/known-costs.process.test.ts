/** Measurements find known costs. */
import { describe, expect, it } from 'vitest';
import { pointsOf, type Run, samplesOf, seriesOf } from '../../bench/bench-run.js';
import { density } from '../../bench/measurements/density.js';
import { processStart } from '../../bench/measurements/process-start.js';
import { requestStart } from '../../bench/measurements/requests/request-start.js';
import { size } from '../../bench/measurements/size.js';
import { bootstrapInterval, median, slopeEstimate } from '../../curation/verdicts/statistics.js';
import { measure } from './contenders/measure-contenders.js';
import { subject } from './contenders/subject.js';

describe('a process with a delayed start', () => {
  it('is measured with that delay', async () => {
    const run = await measure(
      processStart,
      [subject('plain', {}), subject('late', { delay: 400 })],
      { starts: 10, firstStarts: 1 },
    );
    const [late, plain] = ['late', 'plain'].map((id) =>
      samplesOf(run, 'process-start', id, { cache: 'warm' }),
    );
    const { low, high } = bootstrapInterval(
      [late ?? [], plain ?? []],
      (one = [], other = []) => median(one) - median(other),
    );
    expect(late).toHaveLength(10);
    // Timers can fire up to a millisecond early.
    expect(Math.min(...(late ?? []))).toBeGreaterThan(399);
    expect(low).toBeLessThan(410);
    expect(high).toBeGreaterThan(390);
  });
});

describe('a process with more memory', () => {
  it('is measured with that much more per app, by PSS and cgroup', async () => {
    const run = await measure(density, [subject('plain', {}), subject('large', { memory: 64 })], {
      processes: 4,
      burst: 10,
    });
    for (const accounting of accountsOf(run)) {
      const [large, plain] = ['large', 'plain'].map((contender) =>
        slopeEstimate(pointsIn(run, contender, accounting)),
      );
      const difference = (large?.value ?? 0) - (plain?.value ?? 0);
      expect(difference, accounting).toBeGreaterThan(61);
      expect(difference, accounting).toBeLessThan(67);
    }
  });
});

describe('an artefact', () => {
  it('is measured with its size', async () => {
    const run = await measure(size, [subject('sized', { bytes: 12_345 })]);
    expect(samplesOf(run, 'size', 'sized', { form: 'disk' })).toEqual([12_345]);
  });
});

describe('a contender that answers wrongly', () => {
  it.each([processStart, density, requestStart])('is not counted: $id', async (measurement) => {
    const run = await measure(
      measurement,
      [subject('right', {}), subject('wrong', { answer: 'oops' })],
      { starts: 2, firstStarts: 1, requests: 5, processes: 2, burst: 2 },
    );
    expect(run.series.map(({ contender }) => contender)).toContain('right');
    expect(run.series.map(({ contender }) => contender)).not.toContain('wrong');
    expect(run.skipped).toEqual([
      { what: 'Subject wrong', because: expect.stringMatching(/answered wrongly.*oops/) },
    ]);
  });
});

const accountsOf = (run: Run) =>
  seriesOf(run, 'memory', { state: 'idle' })
    .filter(({ contender }) => contender === 'plain')
    .map(({ conditions }) => String(conditions.accounting));

const pointsIn = (run: Run, contender: string, accounting: string) =>
  seriesOf(run, 'memory', { accounting, state: 'idle' })
    .filter((series) => series.contender === contender)
    .flatMap(pointsOf);
