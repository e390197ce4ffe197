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
export const listed = (names: readonly string[], last: 'and' | 'or' = 'and'): string =>
  names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} ${last} ${names[names.length - 1]}`;

type Outcome = NamedCell['outcome'];

/** What is said of contenders, in this order; `after` where something was said before, `ofAll` where nothing else is. */
const phrases: Readonly<
  Record<Outcome, { first: string; after: string; ofAll: string; last: 'and' | 'or' }>
> = {
  supported: {
    first: 'holds for',
    after: 'holds for',
    ofAll: 'holds for all contenders',
    last: 'and',
  },
  // "Does not hold for A and B" could mean that it holds for one of them.
  refuted: {
    first: 'does not hold for',
    after: 'not for',
    ofAll: 'holds for no contender',
    last: 'or',
  },
  undecided: {
    first: 'is undecided for',
    after: 'undecided for',
    ofAll: 'is undecided for all contenders',
    last: 'and',
  },
};
const outcomes = Object.keys(phrases) as Outcome[];

/** What is said of one baseline. */
const against: Readonly<Record<Outcome, string>> = {
  supported: 'it holds',
  refuted: 'it does not',
  undecided: 'it is undecided',
};

/** Fewer are named. */
const minNamesOfAll = 3;

/**
 * @param rule adds each contender's result to its name
 * @returns a sentence without its full stop, such as `holds for A (56 ms) and B (24 ms); not for C (161 ms)`
 */
export const sentenceOf = (cells: readonly NamedCell[], rule?: Rule): string => {
  const decided = new Map<Outcome, string[]>();
  const depending = new Map<string, string[]>();
  for (const contender of new Set(cells.map((cell) => cell.contender))) {
    const own = cells.filter((cell) => cell.contender === contender);
    const name = `${own[0]?.contenderName}${rule ? amountsIn(own, rule) : ''}`;
    const [only, ...others] = new Set(own.map(({ outcome }) => outcome));
    if (only && others.length === 0) decided.set(only, [...(decided.get(only) ?? []), name]);
    else {
      const said = againstEach(own);
      depending.set(said, [...(depending.get(said) ?? []), name]);
    }
  }
  const inOrder = outcomes.flatMap((outcome) => {
    const names = decided.get(outcome);
    return names ? [{ names, ...phrases[outcome] }] : [];
  });
  const [only] = inOrder;
  // Without amounts, a name for each says no more than this.
  if (only && inOrder.length + depending.size === 1 && !rule && only.names.length >= minNamesOfAll)
    return only.ofAll;
  return [
    ...inOrder.map(
      ({ names, first, after, last }, index) =>
        `${index === 0 ? first : after} ${listedByRuntime(names, last)}`,
    ),
    ...[...depending].map(
      ([said, names]) => `for ${listedByRuntime(names, 'and')} it depends: ${said}`,
    ),
  ].join('; ');
};

/** @returns such as `against A it holds, against B and C it does not`. */
const againstEach = (cells: readonly NamedCell[]): string =>
  outcomes
    .flatMap((outcome) => {
      const names = cells
        .filter((cell) => cell.outcome === outcome)
        .map(({ baselineName = '' }) => baselineName);
      return names.length > 0 ? [`against ${listed(names)} ${against[outcome]}`] : [];
    })
    .join(', ');

/** @returns a list in which names on one runtime share it: `A and B on Spin` for `A on Spin` and `B on Spin`. */
const listedByRuntime = (names: readonly string[], last: 'and' | 'or'): string => {
  const byRuntime = new Map<string, string[]>();
  for (const name of names) {
    const [, program = name, runtime = ''] = /^(.+?)( on .+)$/.exec(name) ?? [];
    byRuntime.set(runtime, [...(byRuntime.get(runtime) ?? []), program]);
  }
  const lists = [...byRuntime].map(([runtime, programs]) => `${listed(programs, last)}${runtime}`);
  return byRuntime.size < names.length ? lists.join(`, ${last} `) : listed(lists, last);
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
    ...[...kindsBy].map(([said, labels]) => `${together(labels)}: ${said}.`),
    ...(missing.length > 0 ? [`Not measured: ${together(missing)}.`] : []),
  ].join(' ');
  return { outcome: outcomeOf(measured.flatMap(({ cells }) => cells)), text: shortened(text) };
};

/** @returns `A, and b` for labels such as `A` and `B`, or `A; and b` if one has a comma of its own. */
const together = (labels: readonly string[]): string =>
  labels
    .map((label, index) => (index === 0 ? label : label.charAt(0).toLowerCase() + label.slice(1)))
    .join(labels.some((label) => label.includes(',')) ? '; and ' : ', and ');

/** The longest text that the schema takes. */
const maxText = 2000;
const shortened = (text: string): string =>
  text.length <= maxText ? text : `${text.slice(0, maxText - 1)}…`;

/** @returns the result as ` (1.2 to 1.4)`, or nothing for an exact one. */
export const intervalOf = ({ low, high }: Amount): string =>
  low === high ? '' : ` (${formatShort(low)} to ${formatShort(high)})`;
