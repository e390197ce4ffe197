/** Computes the summary of a run from its raw samples, reproducibly. */
import type { Amount, Conditions, Rule } from '../../src/dataset/records/measurement.js';
import type { Claim } from '../../src/dataset/records/schema.js';
import { measurements, type Samples, type Series, type Summary } from './recorded-run.js';
import { bootstrapInterval, median, slope } from './statistics.js';
import { seriesFor } from './verdict.js';

/**
 * @param claims whose rules say which ratios to compute
 * @throws Error if a series has no finite value, such as memory for a single number of apps
 */
export const summarise = ({ series, ...identity }: Samples, claims: readonly Claim[]): Summary => ({
  ...identity,
  series: series.map((one) => {
    const { measurement, contender, conditions, samples, apps } = one;
    const unit = `${measurements[measurement]}${apps ? ' per app' : ''}`;
    const amount = amountOf([one], (value) => value);
    if (!amount) {
      throw new Error(`${seriesName(one)} has no slope. Measure at least two numbers of apps.`);
    }
    return { measurement, contender, conditions, samples: samples.length, unit, ...amount };
  }),
  ratios: claims.flatMap(({ id, rules = [] }) =>
    rules.flatMap((rule) => {
      const ratio = ratioOf(rule, series);
      return ratio ? [{ claim: id, rule: rule.id, ...ratio }] : [];
    }),
  ),
});

/** @returns the name of a series in messages, such as `process-start of spin (cache warm)`. */
export const seriesName = ({
  measurement,
  contender,
  conditions,
}: {
  readonly measurement: string;
  readonly contender: string;
  readonly conditions: Conditions;
}): string => {
  const said = Object.entries(conditions).map((condition) => condition.join(' '));
  return `${measurement} of ${contender}${said.length > 0 ? ` (${said.join(', ')})` : ''}`;
};

/** @returns undefined if the rule compares no ratio, or the run lacks a series for it. */
const ratioOf = (rule: Rule, series: readonly Series[]): Amount | undefined => {
  const fitting = seriesFor(rule, series);
  const [of, per] = [rule.of, rule.per].map((id) =>
    fitting.find(({ contender }) => contender === id),
  );
  return of && per && amountOf([of, per], (value, base = Number.NaN) => value / base);
};

type Sample = number | readonly [apps: number, sample: number];

const samplesOf = ({ samples, apps }: Series): Sample[] =>
  apps ? samples.map((sample, index) => [apps[index] ?? Number.NaN, sample]) : samples;

const reduce = (samples: readonly Sample[]): number =>
  isPoints(samples) ? slope(samples) : median(samples as readonly number[]);

const isPoints = (samples: readonly Sample[]): samples is readonly (readonly [number, number])[] =>
  typeof samples[0] === 'object';

/** @returns the combination of some series with its interval, or undefined if it is not finite. */
const amountOf = (
  series: readonly Series[],
  combine: (...values: number[]) => number,
): Amount | undefined => {
  const groups = series.map(samplesOf);
  const statistic = (...samples: Sample[][]) => combine(...samples.map(reduce));
  const amount = { value: statistic(...groups), ...bootstrapInterval(groups, statistic) };
  return Object.values(amount).every(Number.isFinite) ? amount : undefined;
};
