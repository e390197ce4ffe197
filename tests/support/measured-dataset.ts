/** The real dataset with claims measured by a generated run. */

import { readDataset } from '../../curation/read-dataset.js';
import type { Samples, Series } from '../../curation/verdicts/recorded-run.js';
import { summarise } from '../../curation/verdicts/summary.js';
import { withVerdict } from '../../curation/verdicts/verdict.js';
import { type Dataset, datasetSchema } from '../../src/dataset/records/schema.js';
import { generateRun, memoryOf, samplesAround } from './generated-run.js';

const series: readonly Series[] = [
  ...(['registry', 'disk', 'ready'] as const).flatMap((form): Series[] => [
    { measurement: 'size', contender: 'spin', conditions: { form }, samples: [4_000_000] },
    { measurement: 'size', contender: 'container', conditions: { form }, samples: [58_500_000] },
  ]),
  ...(['spin', 'container'] as const).flatMap((contender): Series[] => [
    {
      measurement: 'process-start',
      contender,
      conditions: { cache: 'warm' },
      samples: samplesAround(contender === 'spin' ? 300 : 150),
    },
    {
      measurement: 'memory',
      contender,
      conditions: { shape: 'process-per-app', accounting: 'pss', state: 'idle' },
      ...memoryOf(contender === 'spin' ? 10 : 40),
    },
    {
      measurement: 'throughput',
      contender,
      conditions: {},
      samples: samplesAround(contender === 'spin' ? 950 : 1000, { count: 12, spread: 0.02 }),
    },
  ]),
  { measurement: 'request-start', contender: 'spin', conditions: {}, samples: samplesAround(1.2) },
  ...(['spin', 'wasmtime', 'container'] as const).map(
    (contender): Series => ({
      measurement: 'tests-passed',
      contender,
      conditions: {},
      samples: [1],
    }),
  ),
];

/** The measured claims and their outcomes. */
export const measuredClaims: Readonly<Record<string, string>> = {
  'image-size': 'refuted',
  'cold-start': 'refuted',
  'faster-startup': 'refuted',
  memory: 'undecided',
  'near-native-speed': 'supported',
  portability: 'supported',
};

/** @returns the dataset with measurements from these runs, by default from one. */
export const measuredDataset = (runs: readonly Samples[] = [generateRun(series)]): Dataset => {
  const dataset = readDataset();
  const summaries = runs.map((run) => summarise(run, dataset.claims));
  const claims = dataset.claims.map((claim) => withVerdict(claim, summaries));
  return datasetSchema.parse({ ...dataset, claims });
};
