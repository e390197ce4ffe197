/** Sentences that say for whom a rule or a claim holds, made from cells. */
import type { Amount, Judgement, Rule } from '../../src/dataset/records/measurement.js';
import { formatAmount, formatShort } from '../../src/pages/format-text.js';
import type { NamedCell } from './judge-cells.js';

/** @returns the outcome of all cells, or `depends` if they differ. */
export const outcomeOf = (cells: readonly Pick<NamedCell, 'outcome'>[]): Judgement['outcome'] => {
  const outcomes = new Set(cells.map(({ outcome }) => outcome));
  const [only = 'undecided'] = outcomes;
  return outcomes.size > 1 ? 'depends' : only;
};

/** @returns `a`, `a and b`, or `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;

/** What is said of a contender, and in which order. */
const phrases = ['holds for', 'does not hold for', 'is undecided for'] as const;
const places = { supported: 0, refuted: 1, undecided: 2 } as const;

/** Fewer are named. */
const minNamesOfAll = 3;

/** The contenders of which the same is said. */
interface Group {
  readonly phrase: string;
  readonly place: number;
  /** What restricts it, such as the baselines. */
  readonly only: string;
  readonly names: string[];
}

/**
 * @param rule adds each contender's result to its name
 * @returns a sentence without its full stop, such as `holds for A (56 ms) and B (24 ms); does not hold for C (161 ms)`
 */
export const sentenceOf = (cells: readonly NamedCell[], rule?: Rule): string => {
  const groups = new Map<string, Group>();
  for (const contender of new Set(cells.map((cell) => cell.contender))) {
    const own = cells.filter((cell) => cell.contender === contender);
    const name = `${own[0]?.contenderName}${rule ? amountsIn(own, rule) : ''}`;
    const outcomes = [...new Set(own.map(({ outcome }) => outcome))];
    for (const outcome of outcomes) {
      const against = own.filter((cell) => cell.outcome === outcome);
      const only =
        outcomes.length > 1
          ? ` against ${listed(against.map(({ baselineName = '' }) => baselineName))}`
          : '';
      const place = places[outcome];
      const key = `${place}${only}`;
      const group = groups.get(key) ?? { phrase: phrases[place], place, only, names: [] };
      // An amount is said once.
      group.names.push(outcome === outcomes[0] ? name : (own[0]?.contenderName ?? contender));
      groups.set(key, group);
    }
  }
  const [only, ...others] = groups.values();
  // Without amounts, a name for each says no more than this.
  if (only && others.length === 0 && !rule && only.names.length >= minNamesOfAll) {
    return `${only.phrase} all contenders`;
  }
  return [...groups.values()]
    .sort((one, other) => one.place - other.place || one.only.length - other.only.length)
    .map(({ phrase, only, names }) => `${phrase} ${listed(names)}${only}`)
    .join('; ');
};

/** @returns ` (56 ms)`, or for several baselines ` (1.2 to 3.4 times)`. */
const amountsIn = (cells: readonly NamedCell[], { unit }: Rule): string => {
  const values = cells.flatMap(({ result }) => (result ? [result.value] : []));
  if (values.length === 0) return '';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [low, high] = [formatShort(least), formatShort(most)];
  return low === high
    ? ` (${formatAmount(most, unit)})`
    : ` (${low} to ${formatAmount(most, unit)})`;
};

/** @returns what a rule says, with the results: `Expected at most 100 ms: holds for …`. */
export const textOfRule = (rule: Rule, cells: readonly NamedCell[]): string => {
  if (cells.length === 0) return 'Not measured.';
  const { expected, threshold, unit, ratio } = rule;
  const limit = `${expected} ${ratio ? `${formatShort(threshold)} times` : formatAmount(threshold, unit)}`;
  return `Expected ${limit}: ${sentenceOf(cells, rule)}.${reasonsIn(cells)}`;
};

const reasonsIn = (cells: readonly NamedCell[]): string => {
  const reasons = [...new Set(cells.flatMap(({ reason }) => (reason ? [reason] : [])))];
  return reasons.length > 0 ? ` ${reasons.join(' ')}` : '';
};

/** A deciding rule with its cells. */
export interface RuleCells {
  readonly rule: Rule;
  readonly cells: readonly NamedCell[];
}

/** @returns what a claim's deciding rules say together; kinds with the same answer share a sentence. */
export const judgementOf = (rules: readonly RuleCells[]): Judgement => {
  const measured = rules.filter(({ cells }) => cells.length > 0);
  if (measured.length === 0)
    return { outcome: 'undecided', text: 'Nothing has been measured yet.' };
  const kindsBy = new Map<string, string[]>();
  for (const { rule, cells } of measured) {
    const said = sentenceOf(cells);
    kindsBy.set(said, [...(kindsBy.get(said) ?? []), rule.label]);
  }
  const missing = rules.filter(({ cells }) => cells.length === 0).map(({ rule }) => rule.label);
  const text = [
    ...[...kindsBy].map(([said, labels]) => `${labels.join('; ')}: ${said}.`),
    ...(missing.length > 0 ? [`Not measured: ${missing.join('; ')}.`] : []),
  ].join(' ');
  return { outcome: outcomeOf(measured.flatMap(({ cells }) => cells)), text: shortened(text) };
};

/** The longest text that the schema takes. */
const maxText = 2000;
const shortened = (text: string): string =>
  text.length <= maxText ? text : `${text.slice(0, maxText - 1)}…`;

/** @returns the result as ` (1.2 to 1.4)`, or nothing for an exact one. */
export const intervalOf = ({ low, high }: Amount): string =>
  low === high ? '' : ` (${formatShort(low)} to ${formatShort(high)})`;
