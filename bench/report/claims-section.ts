import { readDataset } from '../../curation/read-dataset.js';
import { summarise } from '../../curation/verdicts/summary.js';
import { withVerdict } from '../../curation/verdicts/verdict.js';
import type { Claim } from '../../src/dataset/records/schema.js';
import { cellWords, combined } from '../../src/pages/claims/outcomes.js';
import type { Run } from '../bench-run.js';
import { formatNumber } from './format-number.js';
import { stackedBars } from './plots.js';
import type { Figure, Section } from './section.js';

/** Every claim with its rules, what this run measured, and the verdict: the grid first, then each claim. */
export const claimsSection = (run: Run): Section => {
  const { skipped: _, ...samples } = run;
  // A report judges its run by the present rules, also if it is older; what is served does not.
  const claims = readDataset().claims.map(({ rules = [], ...claim }) => ({
    ...claim,
    rules: rules.map(({ since: _, ...rule }) => rule),
  }));
  const summary = summarise(samples, claims);
  const judged = claims.map((claim) => withVerdict(claim, [summary]));
  return {
    title: 'Claims',
    text: [
      'A rule holds for a contender if the whole 95% interval is on the expected side of the threshold, and fails if it is on the other; otherwise it is open. Where kinds or baselines differ, it depends. Thresholds were set before measuring (data/claims.json has the reasons).',
    ],
    figures: [gridOf(judged), ...judged.flatMap(anatomiesOf), ...judged.map(tableOf)],
  };
};

const findingsOf = ({ measurements = [] }: Claim) => measurements.flatMap((one) => one.findings);

const decidingCells = (claim: Claim) => {
  const deciding = new Set(
    (claim.rules ?? []).filter(({ decides }) => decides).map(({ id }) => id),
  );
  return findingsOf(claim).flatMap(({ rule, cells = [] }) => (deciding.has(rule) ? cells : []));
};

const gridOf = (claims: readonly Claim[]): Figure => {
  const names = new Map(
    claims
      .flatMap(findingsOf)
      .flatMap(({ contenders }) => contenders.map(({ id, name }) => [id, name])),
  );
  const columns = [...new Set(claims.flatMap(decidingCells).map(({ contender }) => contender))];
  return {
    caption: 'What holds for what',
    columns: ['claim', 'verdict', ...columns.map((id) => names.get(id) ?? `${id}.wasm`)],
    rows: claims.map((claim) => [
      claim.statement,
      claim.judgement?.outcome ?? 'undecided',
      ...columns.map((id) => {
        const own = decidingCells(claim).filter(({ contender }) => contender === id);
        const outcome = combined(own.map((cell) => cell.outcome));
        return outcome ? cellWords[outcome] : '–';
      }),
    ]),
  };
};

const anatomiesOf = ({ measurements = [] }: Claim): Figure[] =>
  measurements.flatMap(({ anatomy = [] }) =>
    anatomy.map(({ title, unit, stacks }): Figure => {
      const labels = [...new Set(stacks.flatMap(({ parts }) => parts.map(({ label }) => label)))];
      return {
        caption: title,
        columns: [`part, in ${unit}`, ...stacks.map(({ name }) => name)],
        rows: labels.map((label) => [
          label,
          ...stacks.map(({ parts }) => {
            const part = parts.find((one) => one.label === label);
            return part ? formatNumber(part.value) : '–';
          }),
        ]),
        plot: stackedBars(
          stacks.flatMap(({ name, parts }) =>
            parts.map(({ label, value }) => ({ name, part: label, value })),
          ),
          unit,
        ),
      };
    }),
  );

const tableOf = (claim: Claim): Figure => {
  const { rules = [], judgement, statement } = claim;
  const findings = findingsOf(claim);
  return {
    caption: `${judgement?.outcome ?? 'undecided'}: ${statement}`,
    columns: ['kind', 'expected', 'measured', 'outcome', 'decides', 'reason for the threshold'],
    rows: rules.map(({ id, label, expected, threshold, unit, ratio, decides, reason }) => {
      const finding = findings.find(({ rule }) => rule === id);
      return [
        label,
        `${ratio ? `${ratio}: ` : ''}${expected} ${formatNumber(threshold)} ${unit}`,
        finding?.text ?? 'Not measured.',
        finding?.judgement?.outcome ?? 'undecided',
        decides ? 'yes' : 'no',
        reason,
      ];
    }),
  };
};
