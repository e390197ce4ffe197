/** Judges claims by their rules and the summaries of runs. */
import type {
  Amount,
  Conditions,
  Finding,
  Findings,
  Outcome,
  Rule,
  Verdict,
} from '../../src/dataset/records/measurement.js';
import type { Claim } from '../../src/dataset/records/schema.js';
import { formatShort } from '../../src/pages/format-text.js';
import type { Summary } from './recorded-run.js';

/** @returns the series of the rule's measurement under exactly its conditions, of all contenders. */
export const seriesFor = <
  One extends { measurement: string; contender: string; conditions: Conditions },
>(
  { measurement, conditions }: Pick<Rule, 'measurement' | 'conditions'>,
  series: readonly One[],
): One[] =>
  series.filter(
    (one) =>
      one.measurement === measurement &&
      Object.keys(one.conditions).length === Object.keys(conditions).length &&
      Object.entries(conditions).every(([name, value]) => one.conditions[name] === value),
  );

const isExpected: Readonly<
  Record<Rule['expected'], (value: number, threshold: number) => boolean>
> = {
  'less than': (value, threshold) => value < threshold,
  'at most': (value, threshold) => value <= threshold,
  'at least': (value, threshold) => value >= threshold,
  'more than': (value, threshold) => value > threshold,
};

/** @returns supported or refuted if the whole interval is on one side of the threshold, else undecided. */
export const decide = (
  { expected, threshold }: Pick<Rule, 'expected' | 'threshold'>,
  { low, high }: Pick<Amount, 'low' | 'high'>,
): Outcome => {
  const [lower, upper] = [low, high].map((end) => isExpected[expected](end, threshold));
  if (lower !== upper) return 'undecided';
  return lower ? 'supported' : 'refuted';
};

/**
 * @param summaries of all runs
 * @returns the claim with its findings and verdict for each machine, and its overall verdict; a claim without
 * rules is returned unchanged
 */
export const withVerdict = (claim: Claim, summaries: readonly Summary[]): Claim => {
  if (!claim.rules) return claim;
  const machines = new Map<string, Summary[]>();
  for (const run of [...summaries].sort(latestFirst)) {
    machines.set(run.machine.id, [...(machines.get(run.machine.id) ?? []), run]);
  }
  const measurements = [...machines.keys()]
    .sort()
    .flatMap((machine) => findingsOn(claim, claim.rules ?? [], machines.get(machine) ?? []));
  return { ...claim, measurements, verdict: combinedVerdict(measurements) };
};

const latestFirst = (one: Summary, other: Summary): number =>
  one.date === other.date ? 0 : one.date < other.date ? 1 : -1;

/** @returns nothing if the runs of this machine measured nothing for the claim. */
const findingsOn = (claim: Claim, rules: readonly Rule[], runs: readonly Summary[]): Findings[] => {
  const findings = rules.map((rule) => findingOf(claim.id, rule, runs));
  const used = runs.filter(({ id }) => findings.some(({ run }) => run === id));
  const [latest] = used;
  if (!latest) return [];
  return [
    {
      machine: latest.machine,
      runs: used.map(({ id, date, commit, versions }) => ({ id, date, commit, versions })),
      findings,
      verdict: verdictOf(claim, rules, findings),
    },
  ];
};

/** Uses the latest run with a result, else the latest that measured anything for the rule. */
const findingOf = (claim: string, rule: Rule, runs: readonly Summary[]): Finding => {
  const measured = runs
    .filter(({ series }) => seriesFor(rule, series).length > 0)
    .map((run) => judgeRule(claim, rule, run));
  const nothing = { rule: rule.id, outcome: 'undecided', text: 'Not measured.', contenders: [] };
  return measured.find(({ result }) => result) ?? measured[0] ?? (nothing as Finding);
};

const judgeRule = (claim: string, rule: Rule, run: Summary): Finding => {
  const all = seriesFor(rule, run.series);
  const sides = [rule.of, rule.per].filter((id) => id !== undefined);
  // In the order of the run's contenders, so that each has the same colour in every plot.
  const series = run.contenders.flatMap(({ id }) =>
    all.filter(
      ({ contender }) => contender === id && (sides.length === 0 || sides.includes(contender)),
    ),
  );
  const nameOf = (id: string) => run.contenders.find((one) => one.id === id)?.name ?? id;
  const finding = {
    rule: rule.id,
    run: run.id,
    contenders: series.map(({ contender, value, low, high, unit, samples }) => ({
      id: contender,
      name: nameOf(contender),
      value,
      low,
      high,
      unit,
      samples,
    })),
  };
  const undecided = (text: string): Finding => ({ ...finding, outcome: 'undecided', text });

  for (const side of sides) {
    const own = series.find(({ contender }) => contender === side);
    if (!own) return undecided(`${nameOf(side)} was not measured.`);
    if (own.samples < rule.minimum_samples) {
      return undecided(
        `${nameOf(side)} has ${own.samples} samples; ${rule.minimum_samples} are required.`,
      );
    }
  }
  if (sides.length === 0) {
    if (series.length < rule.minimum_samples) {
      return undecided(`Tried ${series.length} times; ${rule.minimum_samples} are required.`);
    }
    const passed = series.filter(({ low }) => low >= 1).length;
    const value = passed / series.length;
    const result = { value, low: value, high: value };
    const text = `${passed} of ${series.length} passed.`;
    return { ...finding, outcome: decide(rule, result), text, result };
  }
  const found =
    rule.per === undefined
      ? series[0]
      : run.ratios.find((one) => one.claim === claim && one.rule === rule.id);
  if (!found) return undecided('There is no finite ratio.');
  const result = { value: found.value, low: found.low, high: found.high };
  const outcome = decide(rule, result);
  const [of, per] = sides.map(nameOf);
  const text = `${of} is ${formatResult(result, rule.unit, per)}${conclusion(outcome, rule)}`;
  return { ...finding, outcome, text, result };
};

const formatResult = ({ value, low, high }: Amount, unit: string, per = ''): string => {
  const range = low === high ? '' : ` (${formatShort(low)} to ${formatShort(high)})`;
  return `${formatShort(value)} ${unit}${per && ` ${per}`}${range}`;
};

const conclusion = (outcome: Outcome, { expected, threshold, unit, per }: Rule): string => {
  const limit = per === undefined ? `${formatShort(threshold)} ${unit}` : formatShort(threshold);
  if (outcome === 'supported') return `, as expected (${expected} ${limit}).`;
  if (outcome === 'refuted') return `; expected ${expected} ${limit}.`;
  return `; the interval includes ${limit}.`;
};

const verdictOf = (claim: Claim, rules: readonly Rule[], findings: readonly Finding[]): Verdict => {
  const labels = new Map(
    rules.filter(({ decides }) => decides).map(({ id, label }) => [id, label]),
  );
  const deciding = findings.filter(({ rule }) => labels.has(rule));
  const count = (outcome: Outcome) => deciding.filter((one) => one.outcome === outcome).length;
  const toRefute = claim.refuted_by === 'every' ? deciding.length : 1;
  return {
    outcome:
      count('refuted') >= toRefute
        ? 'refuted'
        : count('supported') === deciding.length
          ? 'supported'
          : 'undecided',
    text: deciding.map(({ rule, text }) => `${labels.get(rule)}: ${text}`).join(' '),
  };
};

/** Decided if the machines with a result agree; machines without one do not count. */
const combinedVerdict = (measurements: readonly Findings[]): Verdict => {
  const [first] = measurements;
  if (!first) return { outcome: 'undecided', text: 'Nothing has been measured yet.' };
  if (measurements.length === 1) return first.verdict;
  const count = (outcome: Outcome) =>
    measurements.filter(({ verdict }) => verdict.outcome === outcome).length;
  const [supporting, refuting] = [count('supported'), count('refuted')];
  const text = `Of ${measurements.length} machines, ${supporting} support it, ${refuting} refute it, and ${count('undecided')} are undecided.`;
  if (supporting > 0 && refuting === 0) return { outcome: 'supported', text };
  if (refuting > 0 && supporting === 0) return { outcome: 'refuted', text };
  return { outcome: 'undecided', text };
};
