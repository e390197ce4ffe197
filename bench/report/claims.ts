import { readDataset } from '../../curation/read-dataset.js';
import { summarise } from '../../curation/verdicts/summary.js';
import { withVerdict } from '../../curation/verdicts/verdict.js';
import type { Run } from '../recording/run.js';
import { formatNumber } from './format.js';
import type { Figure, Section } from './section.js';

/** Every claim: what it makes one expect, what this run measured, and what follows by the rules written before. */
export const claimsSection = (run: Run): Section => {
  const { claims } = readDataset();
  const { skipped: _, ...samples } = run;
  const summary = summarise(samples, claims);
  const figures = claims.map((claim): Figure => {
    const { rules = [], measurements = [], verdict } = withVerdict(claim, [summary]);
    const findings = measurements.flatMap((one) => one.findings);
    return {
      caption: `${verdict?.outcome ?? 'undecided'}: ${claim.statement}`,
      columns: ['what', 'expected', 'measured', 'verdict', 'decides', 'why this is expected'],
      rows: rules.map(({ id, label, expected, threshold, unit, decides, reason }) => {
        const finding = findings.find(({ rule }) => rule === id);
        return [
          label,
          `${expected} ${formatNumber(threshold)} ${unit}`,
          finding?.text ?? 'Not measured.',
          finding?.outcome ?? 'undecided',
          decides ? 'yes' : 'no',
          reason,
        ];
      }),
    };
  });
  return {
    title: 'Claims',
    text: [
      'A claim is supported or refuted where the whole 95% interval lies on one side of the threshold that was written down before measuring, with its reason (data/claims.json). What this run cannot tell stays undecided.',
    ],
    figures,
  };
};
