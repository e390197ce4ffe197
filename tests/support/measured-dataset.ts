/** The real dataset, as it will be once claims have been measured (src/pages/measurements.ts). */
import type { Claim, Dataset } from '../../src/dataset/schema.js';
import type { Measured } from '../../src/pages/measurements.js';
import { readDataset } from '../../tools/dataset.js';

const measured: Readonly<Record<string, Measured>> = {
  'image-size': {
    measurements: [
      { contender: 'Wasm on Spin', value: 3.9, unit: 'MB' },
      { contender: 'Node container', value: 58.5, unit: 'MB' },
    ],
    verdict: { outcome: 'refuted', text: 'In the registry the image is 15 times as large.' },
  },
  'cold-start': {
    measurements: [
      { label: 'Instance', contender: 'Wasm on Spin', value: 1.2, low: 1, high: 1.9, unit: 'ms' },
      { label: 'Process', contender: 'Wasm on Spin', value: 300, unit: 'ms' },
      { label: 'Process', contender: 'Node container', value: 150, unit: 'ms' },
    ],
    verdict: { outcome: 'mixed', text: 'It depends on what starts.' },
  },
};

/** The claims that have measurements there. */
export const measuredClaims = Object.keys(measured);

/** @returns a dataset in which some claims have measurements. */
export const measuredDataset = (): Dataset => {
  const dataset = readDataset();
  const claims = dataset.claims.map((claim): Claim => ({ ...claim, ...measured[claim.id] }));
  return { ...dataset, claims };
};
