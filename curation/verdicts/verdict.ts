/** Judges claims by their rules and the summaries of runs. */
import type {
  Finding,
  Findings,
  Judgement,
  Outcome,
  Rule,
  Verdict,
} from '../../src/dataset/records/measurement.js';
import type { Claim } from '../../src/dataset/records/schema.js';
import { anatomyOf } from './anatomy.js';
import { type JudgedRule, judgeRule, type NamedCell } from './judge-cells.js';
import type { Summary } from './recorded-run.js';
import { judgementOf, outcomeOf, type RuleCells, textOfRule } from './sentences.js';
import { isOfItsDay } from './series.js';

/** A verdict that earlier rules gave, kept as it was given. */
export type EarlierVerdict = NonNullable<Claim['earlier']>[number] & { readonly claim: string };

/**
 * @param summaries of all runs
 * @param earlier verdicts by rules that have been replaced
 * @returns the claim with its findings and verdict for each machine, and its overall verdict; a claim without
 * rules is returned unchanged
 */
export const withVerdict = (
  claim: Claim,
  summaries: readonly Summary[],
  earlier: readonly EarlierVerdict[] = [],
): Claim => {
  if (!claim.rules) return claim;
  const machines = new Map<string, Summary[]>();
  for (const run of [...summaries].sort(latestFirst)) {
    machines.set(run.machine.id, [...(machines.get(run.machine.id) ?? []), run]);
  }
  const measurements = [...machines.keys()]
    .sort()
    .flatMap((machine) => findingsOn(claim, claim.rules ?? [], machines.get(machine) ?? []));
  const judgement = combinedJudgement(measurements);
  const before = earlier.filter((one) => one.claim === claim.id);
  return {
    ...claim,
    measurements,
    verdict: verdictOf(judgement),
    judgement,
    ...(before.length > 0 ? { earlier: before.map(({ claim: _, ...verdict }) => verdict) } : {}),
  };
};

const latestFirst = (one: Summary, other: Summary): number =>
  one.date === other.date ? 0 : one.date < other.date ? 1 : -1;

/** @returns nothing if the runs of this machine measured nothing for the claim. */
const findingsOn = (claim: Claim, rules: readonly Rule[], runs: readonly Summary[]): Findings[] => {
  const judged = rules.map((rule) => ({ rule, ...judgeRule(claim.id, rule, runs) }));
  const anatomy = anatomyOf(
    claim.id,
    runs.filter((run) => rules.some((rule) => isOfItsDay(rule, run))),
  );
  const named = new Set([
    ...judged.flatMap(({ cells }) => cells.map(({ run }) => run)),
    ...anatomy.map(({ run }) => run),
  ]);
  const used = runs.filter(({ id }) => named.has(id));
  const [latest] = used;
  if (!latest) return [];
  const judgement = judgementOf(judged.filter(({ rule }) => rule.decides));
  return [
    {
      machine: latest.machine,
      runs: used.map(({ id, date, commit, versions, busy_before }) => ({
        id,
        date,
        commit,
        versions,
        ...(busy_before === undefined ? {} : { busy_before }),
      })),
      findings: judged.map(findingOf),
      verdict: verdictOf(judgement),
      judgement,
      ...(anatomy.length > 0 ? { anatomy } : {}),
    },
  ];
};

const findingOf = ({ rule, cells, contenders }: RuleCells & JudgedRule): Finding => {
  const judgement = { outcome: outcomeOf(cells), text: textOfRule(rule, cells) };
  const [first] = cells;
  return {
    rule: rule.id,
    ...(first ? { run: first.run } : {}),
    ...verdictOf(judgement),
    ...(first?.result ? { result: first.result } : {}),
    contenders: [...contenders],
    ...(cells.length > 0 ? { cells: cells.map(withoutNames), judgement } : {}),
  };
};

const withoutNames = ({ contenderName: _, baselineName: __, ...cell }: NamedCell) => cell;

/** For clients of earlier versions, which do not know `depends`. */
const verdictOf = ({ outcome, text }: Judgement): Verdict => ({
  outcome: outcome === 'depends' ? 'undecided' : outcome,
  text,
});

/** The judgement of the only machine; of several, what they agree on. */
const combinedJudgement = (measurements: readonly Findings[]): Judgement => {
  const judgements = measurements.flatMap(({ judgement }) => (judgement ? [judgement] : []));
  const [first] = judgements;
  if (!first) return { outcome: 'undecided', text: 'Nothing has been measured yet.' };
  if (judgements.length === 1) return first;
  const decided = new Set(judgements.map(({ outcome }) => outcome));
  // Machines that decide nothing do not count.
  decided.delete('undecided');
  const [outcome = 'undecided'] = decided;
  const count = (outcome: Outcome | 'depends') =>
    judgements.filter((one) => one.outcome === outcome).length;
  const text = `Of ${judgements.length} machines, ${count('supported')} support it, ${count('refuted')} refute it, on ${count('depends')} it depends, and ${count('undecided')} are undecided.`;
  return { outcome: decided.size > 1 ? 'depends' : outcome, text };
};
