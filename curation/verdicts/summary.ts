/** Computes the summary of a run from its raw samples, reproducibly. */
import type { Conditions } from '../../src/dataset/records/measurement.js';
import type { Claim } from '../../src/dataset/records/schema.js';
import { amountOf } from './amount.js';
import { measurements, type Samples, type Series, type Summary } from './recorded-run.js';
import { isOfItsDay, seriesOfRule } from './series.js';
import { percentile } from './statistics.js';

/**
 * @param claims whose rules say which ratios to compute
 * @throws Error if a series has no finite value, such as memory for a single number of apps
 */
export const summarise = ({ series, ...identity }: Samples, claims: readonly Claim[]): Summary => ({
  ...identity,
  series: series.map(summariseSeries),
  ratios: claims.flatMap(({ id, rules = [] }) =>
    rules
      .filter((rule) => isOfItsDay(rule, identity))
      .flatMap((rule) => {
        const { judged, baselines } = seriesOfRule(rule, series);
        return judged.flatMap((own) =>
          baselines.flatMap((other) => {
            const sides = rule.ratio === 'contender per baseline' ? [own, other] : [other, own];
            const ratio = amountOf(sides, (value, base = Number.NaN) => value / base);
            const cell = { contender: own.contender, baseline: other.contender };
            return ratio ? [{ claim: id, rule: rule.id, ...cell, ...ratio }] : [];
          }),
        );
      }),
  ),
});

const summariseSeries = (one: Series): Summary['series'][number] => {
  const { measurement, contender, conditions, samples, apps } = one;
  const unit = `${measurements[measurement]}${apps ? ' per app' : ''}`;
  const amount = amountOf([one], (value) => value);
  if (!amount) {
    throw new Error(`${seriesName(one)} has no slope. Measure at least two numbers of apps.`);
  }
  const deciles =
    apps || samples.length < minSamplesOfDistribution ? {} : { deciles: decilesOf(samples) };
  return {
    measurement,
    contender,
    conditions,
    samples: samples.length,
    unit,
    ...amount,
    ...deciles,
  };
};

/** Fewer samples have no distribution to speak of. */
const minSamplesOfDistribution = 10;

const decilesOf = (samples: readonly number[]): number[] =>
  Array.from({ length: 11 }, (_, n) =>
    n === 0 ? Math.min(...samples) : percentile(samples, n / 10),
  ).map((value) => Number(value.toPrecision(4)));

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
