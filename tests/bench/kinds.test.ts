/** A rule that refers to series which are never recorded would leave its claim undecided forever. */
import { describe, expect, it } from 'vitest';
import { isOfKind } from '../../bench/context.js';
import { podKinds } from '../../bench/kubernetes/measure-pods.js';
import { allMeasurements } from '../../bench/measurements/index.js';
import { readRecorded } from '../../bench/recording/recorded-runs.js';
import { readDataset } from '../../curation/read-dataset.js';
import { seriesName } from '../../curation/verdicts/summary.js';

const kinds = [...allMeasurements.flatMap(({ kinds }) => kinds), ...podKinds];
const isMade = (one: Parameters<typeof isOfKind>[1]) => kinds.some((kind) => isOfKind(kind, one));

describe('a rule that decides a claim', () => {
  const deciding = readDataset().claims.flatMap(({ id, rules = [] }) =>
    rules.filter(({ decides }) => decides).map((rule) => ({ ...rule, name: `${id}, ${rule.id}` })),
  );

  it.each(deciding)('refers to a recorded kind of series: $name', (rule) => {
    expect(isMade(rule)).toBe(true);
  });

  it.each([
    ['another name', { measurement: 'process-begin', conditions: { cache: 'warm' } }],
    ['another condition', { measurement: 'process-start', conditions: { caches: 'warm' } }],
    ['another value', { measurement: 'process-start', conditions: { cache: 'hot' } }],
    ['fewer conditions', { measurement: 'process-start', conditions: {} }],
    ['more conditions', { measurement: 'throughput', conditions: { cache: 'warm' } }],
  ])('would not match with %s', (_, rule) => {
    expect(isMade(rule)).toBe(false);
  });
});

it.each(readRecorded())('$samples.id has only declared kinds of series', ({ samples }) => {
  expect(samples.series.filter((one) => !isMade(one)).map(seriesName)).toEqual([]);
});
