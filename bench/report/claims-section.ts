import { readDataset } from '../../curation/read-dataset.js';
import { summarise } from '../../curation/verdicts/summary.js';
import { withVerdict } from '../../curation/verdicts/verdict.js';
import type { Run } from '../bench-run.js';
import { formatNumber } from './format-number.js';
import type { Figure, Section } from './section.js';

/** Every claim with its rules, what this run measured, and the verdict. */
export const claimsSection = (run: Run): Section => {
  const { claims } = readDataset();
  const { skipped: _, ...samples } = run;
  const summary = summarise(samples, claims);
  const figures = claims.map((claim): Figure => {
    const { rules = [], measurements = [], verdict } = withVerdict(claim, [summary]);
    const findings = measurements.flatMap((one) => one.findings);
    return {
      caption: `${verdict?.outcome ?? 'undecided'}: ${claim.statement}`,
      columns: ['rule', 'expected', 'measured', 'outcome', 'decides', 'reason for the threshold'],
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
      'A claim is supported or refuted if the whole 95% interval is on one side of the threshold, which was set before measuring (data/claims.json has the reasons). Otherwise it is undecided.',
    ],
    figures,
  };
};
