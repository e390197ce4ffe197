/** Recomputes everything that is derived from the samples of recorded runs, and compares it with what is served. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { frontPage, measuredPages, tablesOf } from '../../bench/recording/front-page.js';
import { readRecorded, readSamples } from '../../bench/recording/recorded-runs.js';
import { loadFiles } from '../../curation/checks/check-files.js';
import { dataFolder } from '../../curation/read-dataset.js';
import { type Summary, summarySchema } from '../../curation/verdicts/recorded-run.js';
import { summarise } from '../../curation/verdicts/summary.js';
import { withVerdict } from '../../curation/verdicts/verdict.js';
import { schemas } from '../../src/api/api-schemas.js';
import { jsonOf } from '../support/answer.js';
import { generateRun, samplesAround } from '../support/generated-run.js';
import { createTestGet } from '../support/test-app.js';
import { dataset, otherErrorsOf, realFiles } from './dataset-drafts.js';

const { files } = loadFiles(dataFolder);
const runs = Object.keys(files).flatMap(
  (file) => /^(measurements\/[^/]+)\/samples/.exec(file)?.[1] ?? [],
);
const recomputed = new Map<string, Summary>(
  runs.map((run) => [run, summarise(readSamples(join(dataFolder, run)), dataset.claims)]),
);

describe('recorded runs', () => {
  it.each(runs)('%s has the summary computed from its samples', (run) => {
    const kept = summarySchema.parse(files[`${run}/summary.json`]);
    const made = recomputed.get(run);
    if (made?.ratios.length) return expect(kept).toEqual(made);
    // A run that only earlier rules judged keeps the ratios that they compared, and has no distributions.
    expect(kept.series).toEqual(made?.series.map(({ deciles: _, ...series }) => series));
    return expect({ ...kept, series: [], ratios: [] }).toEqual({ ...made, series: [] });
  });

  it('produce the plots in data/measurements, and what the pages say of them', () => {
    const recorded = readRecorded();
    const figures = frontPage(recorded, dataset.claims);
    for (const { name, svg } of figures) {
      expect(readFileSync(join(dataFolder, 'measurements', `${name}.svg`), 'utf8')).toBe(svg);
    }
    for (const { file, region } of measuredPages) {
      expect(readFileSync(file, 'utf8')).toContain(region(figures, tablesOf(recorded)));
    }
  });

  it('produce the measurements and verdict that are served for each claim', async () => {
    const get = await createTestGet();
    for (const claim of dataset.claims) {
      const served = jsonOf(await get(`/v1/claims/${claim.id}`), schemas.Claim);
      const { measurements, verdict, judgement, earlier = [], ...written } = claim;
      const kept = earlier.map((one) => ({ claim: claim.id, ...one }));
      const made = withVerdict(written, [...recomputed.values()], kept);
      expect(served).toEqual({ ...made, count: served.count });
    }
  });
});

describe('errors in recorded runs', () => {
  const series = (contender: string) => ({
    measurement: 'process-start' as const,
    contender,
    conditions: { cache: 'warm' },
    samples: samplesAround(40),
  });
  const samples = generateRun([series('spin'), series('container')], { id: 'generated' });
  const summary = summarise(samples, dataset.claims);
  const errors = (change: Record<string, unknown>) =>
    otherErrorsOf({
      ...realFiles(),
      'measurements/generated/samples.json': samples,
      'measurements/generated/summary.json': summary,
      ...change,
    });
  const inSamples = (second: object, over: object = {}) => ({
    'measurements/generated/samples.json': {
      ...samples,
      series: [series('spin'), { ...series('container'), ...second }],
      ...over,
    },
  });
  const name = 'process-start of container (cache warm)';

  it('do not appear for a valid run', async () => {
    expect(await errors({})).toEqual([]);
  });

  it.each<
    [what: string, change: Record<string, unknown>, file: string, record: string, field: string]
  >([
    [
      'a sample that is not a number',
      inSamples({ samples: [1, '2'] }),
      'samples',
      name,
      '/samples/1',
    ],
    [
      'memory without the number of apps',
      inSamples({ measurement: 'memory' }),
      'samples',
      'memory of container (cache warm)',
      '/apps',
    ],
    [
      'an unknown measurement',
      inSamples({ measurement: 'speed' }),
      'samples',
      'speed of container (cache warm)',
      '/measurement',
    ],
    [
      'an unknown contender',
      inSamples({ contender: 'docker' }),
      'samples',
      'process-start of docker (cache warm)',
      '/contender',
    ],
    [
      'a duplicate series',
      inSamples({ contender: 'spin' }),
      'samples',
      'process-start of spin (cache warm)',
      '',
    ],
    ['an invalid commit id', inSamples({}, { commit: 'main' }), 'samples', '', '/commit'],
    ['a folder with another name', inSamples({}, { id: 'other' }), 'samples', '', '/id'],
    ['removed samples', inSamples({ samples: [40, 41] }), 'summary', '', ''],
    [
      'a summary with a number that is text',
      {
        'measurements/generated/summary.json': {
          ...summary,
          series: summary.series.map((one) => ({ ...one, low: '1' })),
        },
      },
      'summary',
      'process-start of spin (cache warm)',
      '/low',
    ],
  ])('name file, series and field of %s', async (_what, change, file, record, field) => {
    expect(await errors(change)).toContainEqual(
      expect.objectContaining({ file: `measurements/generated/${file}.json`, record, field }),
    );
  });

  it('include a missing summary', async () => {
    const { 'measurements/generated/summary.json': _, ...draft } = {
      ...realFiles(),
      'measurements/generated/samples.json': samples,
      'measurements/generated/summary.json': summary,
    };
    expect(await otherErrorsOf(draft)).toMatchObject([
      { file: 'measurements/generated/summary.json', problem: 'the file is missing' },
    ]);
  });

  it('include a rule that no run can decide, and a verdict written by hand', async () => {
    const spoilt = (change: object) => ({
      'claims.json': dataset.claims.map(
        ({ measurements, verdict, judgement, earlier, ...claim }) =>
          claim.id === 'near-native-speed' ? { ...claim, ...change } : claim,
      ),
    });
    const [rule] = dataset.claims.find(({ id }) => id === 'near-native-speed')?.rules ?? [];
    const fieldsOf = async (change: object) =>
      (await errors(spoilt(change))).map(({ record, field }) => `${record} ${field}`);
    expect(await fieldsOf({ rules: [{ ...rule, measurement: 'speed' }] })).toEqual([
      'near-native-speed /rules/0/measurement',
    ]);
    expect(await fieldsOf({ rules: [{ ...rule, statistic: 'slope' }] })).toEqual([
      'near-native-speed /rules/0/statistic',
    ]);
    expect(await fieldsOf({ verdict: { outcome: 'supported', text: 'Trust me.' } })).toEqual([
      'near-native-speed /verdict',
    ]);
  });
});
