/** The real dataset with claims measured by a generated run. */

import { readDataset } from '../../curation/read-dataset.js';
import type { Samples, Series } from '../../curation/verdicts/recorded-run.js';
import { summarise } from '../../curation/verdicts/summary.js';
import { withVerdict } from '../../curation/verdicts/verdict.js';
import { type Dataset, datasetSchema } from '../../src/dataset/records/schema.js';
import { generateRun, memoryOf, samplesAround } from './generated-run.js';

const series: readonly Series[] = [
  ...(['registry-gzip', 'disk', 'ready'] as const).flatMap((form): Series[] => [
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
  ...(['exec', 'code'] as const).map(
    (part): Series => ({
      measurement: 'start-part',
      contender: 'spin',
      conditions: { of: 'process', part },
      samples: samplesAround(part === 'exec' ? 20 : 100),
    }),
  ),
  { measurement: 'request-start', contender: 'spin', conditions: {}, samples: samplesAround(1.2) },
  ...(['takeaways-on-spin-4-0-2', 'takeaways-on-local-host-0-2-0'] as const).map(
    (contender): Series => ({
      measurement: 'tests-passed',
      contender,
      conditions: {},
      samples: [1],
    }),
  ),
];

const contenders = [
  ...generateRun([]).contenders,
  { id: 'takeaways-on-spin-4-0-2', name: 'takeaways.wasm on Spin 4.0.2' },
  { id: 'takeaways-on-local-host-0-2-0', name: 'takeaways.wasm on the local host 0.2.0' },
];

/** The measured claims and their outcomes, as clients of earlier versions know them, and with conditions. */
export const measuredClaims: Readonly<
  Record<string, readonly [verdict: string, judgement: string]>
> = {
  'image-size': ['refuted', 'refuted'],
  'cold-start': ['undecided', 'depends'],
  'faster-startup': ['refuted', 'refuted'],
  'fast-scaling': ['supported', 'supported'],
  'limited-resources': ['supported', 'supported'],
  // Only a kind that decides nothing was measured.
  memory: ['undecided', 'undecided'],
  'faster-than-javascript': ['refuted', 'refuted'],
  'long-running': ['supported', 'supported'],
  portability: ['supported', 'supported'],
};

/** @returns the dataset with measurements from these runs, by default from one. */
export const measuredDataset = (
  runs: readonly Samples[] = [generateRun(series, { contenders })],
): Dataset => {
  const dataset = readDataset();
  const summaries = runs.map((run) => summarise(run, dataset.claims));
  const claims = dataset.claims.map((claim) => withVerdict(claim, summaries));
  return datasetSchema.parse({ ...dataset, claims });
};
