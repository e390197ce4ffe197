/** Which series of a run a rule is about. */
import type { Conditions, Rule } from '../../src/dataset/records/measurement.js';
import { baselinesOf, judgedBy } from './contenders.js';

interface Identity {
  readonly measurement: string;
  readonly contender: string;
  readonly conditions: Conditions;
}

/** @returns the series of a measurement under exactly these conditions, of all contenders. */
export const seriesFor = <One extends Identity>(
  { measurement, conditions }: Pick<Rule, 'measurement' | 'conditions'>,
  series: readonly One[],
): One[] =>
  series.filter(
    (one) =>
      one.measurement === measurement &&
      Object.keys(one.conditions).length === Object.keys(conditions).length &&
      Object.entries(conditions).every(([name, value]) => one.conditions[name] === value),
  );

/** The series that a rule judges, and those that it divides by. */
export interface RuleSeries<One> {
  readonly judged: readonly One[];
  readonly baselines: readonly One[];
}

/** @returns the series of a rule, each side in the order of the grid. */
export const seriesOfRule = <One extends Identity>(
  rule: Rule,
  series: readonly One[],
): RuleSeries<One> => {
  const { measurement, conditions, baseline_conditions = conditions } = rule;
  const pick = (ids: readonly string[], under: Conditions) => {
    const fitting = seriesFor({ measurement, conditions: under }, series);
    return ids.flatMap((id) => fitting.filter(({ contender }) => contender === id));
  };
  return {
    judged: pick(judgedBy(rule), conditions),
    baselines: rule.ratio ? pick(baselinesOf(rule), baseline_conditions) : [],
  };
};

/** @returns whether a rule was there before a run. */
export const isOfItsDay = ({ since }: Pick<Rule, 'since'>, { date }: { readonly date: string }) =>
  since === undefined || Date.parse(since) <= Date.parse(date);
