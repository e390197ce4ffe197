/** A rule that looks for series that nothing makes would leave its claim undecided for ever, and nobody would notice. */
import { describe, expect, it } from 'vitest';
import { isOfKind } from '../../bench/context.js';
import { podKinds } from '../../bench/kubernetes/measure-pods.js';
import { allMeasurements } from '../../bench/measurements/index.js';
import { readRecorded } from '../../bench/recording/recorded-runs.js';
import { readDataset } from '../../curation/read-dataset.js';
import { seriesName } from '../../curation/verdicts/summary.js';

const kinds = [...allMeasurements.flatMap(({ kinds }) => kinds), ...podKinds];
const isMade = (one: Parameters<typeof isOfKind>[1]) => kinds.some((kind) => isOfKind(kind, one));

describe('what decides a claim', () => {
  const deciding = readDataset().claims.flatMap(({ id, rules = [] }) =>
    rules.filter(({ decides }) => decides).map((rule) => ({ ...rule, name: `${id}, ${rule.id}` })),
  );

  it.each(deciding)('is measured: $name', (rule) => {
    expect(isMade(rule)).toBe(true);
  });

  it.each([
    ['of another name', { measurement: 'process-begin', conditions: { cache: 'warm' } }],
    ['under another condition', { measurement: 'process-start', conditions: { caches: 'warm' } }],
    ['at another value', { measurement: 'process-start', conditions: { cache: 'hot' } }],
    ['under fewer conditions', { measurement: 'process-start', conditions: {} }],
    ['under more', { measurement: 'throughput', conditions: { cache: 'warm' } }],
  ])('would not be if it were %s', (_, rule) => {
    expect(isMade(rule)).toBe(false);
  });
});

it.each(readRecorded())(
  '$samples.id holds no series but those that are said to be made',
  ({ samples }) => {
    expect(samples.series.filter((one) => !isMade(one)).map(seriesName)).toEqual([]);
  },
);
