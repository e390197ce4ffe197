/** Judges a rule by the summaries of runs: a cell for each contender and baseline. */
import type {
  Amount,
  Cell,
  Finding,
  Outcome,
  Rule,
} from '../../src/dataset/records/measurement.js';
import type { Summary } from './recorded-run.js';
import { isOfItsDay, seriesFor, seriesOfRule } from './series.js';

/** A cell that has a run, with the names of its sides. */
export interface NamedCell extends Cell {
  readonly contenderName: string;
  readonly baselineName?: string;
}

export interface JudgedRule {
  readonly cells: readonly NamedCell[];
  /** The results of all contenders and baselines in it. */
  readonly contenders: Finding['contenders'];
}

type RunSeries = Summary['series'][number];

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
 * @param runs of one machine, the latest first; those older than the rule are left out
 * @returns each cell from the latest run with a result for it, else from the latest that measured it
 */
export const judgeRule = (claim: string, rule: Rule, runs: readonly Summary[]): JudgedRule => {
  const judged = runs
    .filter((run) => isOfItsDay(rule, run))
    .map((run) =>
      rule.statistic === 'share-passed' ? judgeShares(rule, run) : judgeSeries(claim, rule, run),
    );
  const cells = firstOfEach(
    judged
      .flatMap((one) => one.cells)
      // Stable: within each half the latest stays first.
      .sort((one, other) => Number(!one.result) - Number(!other.result)),
    ({ contender, baseline = '' }) => `${contender} ${baseline}`,
  );
  const contenders = firstOfEach(
    judged.flatMap((one) => one.contenders),
    ({ id, role }) => `${id} ${role}`,
  );
  return { cells, contenders };
};

const firstOfEach = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] =>
  [...new Map([...items].reverse().map((item) => [keyOf(item), item])).values()].reverse();

const judgeSeries = (claim: string, rule: Rule, run: Summary): JudgedRule => {
  const { judged, baselines } = seriesOfRule(rule, run.series);
  const nameOf = namesIn(run);
  const cells = judged.flatMap((own): NamedCell[] => {
    const contender = { contender: own.contender, contenderName: nameOf(own.contender) };
    if (!rule.ratio) return [{ ...contender, ...judgeAmount(rule, run, [own], own) }];
    return baselines.map((other) => {
      const ratio = run.ratios.find(
        (one) =>
          one.claim === claim &&
          one.rule === rule.id &&
          one.contender === own.contender &&
          one.baseline === other.contender,
      );
      const baseline = { baseline: other.contender, baselineName: nameOf(other.contender) };
      return { ...contender, ...baseline, ...judgeAmount(rule, run, [own, other], ratio) };
    });
  });
  const amounts = (series: readonly RunSeries[], role: 'contender' | 'baseline') =>
    series.map((one) => ({
      ...amountOf(run, one),
      role,
      ...(one.deciles ? { deciles: one.deciles } : {}),
    }));
  return {
    cells,
    contenders: [...amounts(judged, 'contender'), ...amounts(baselines, 'baseline')],
  };
};

const namesIn =
  ({ contenders }: Summary) =>
  (id: string): string =>
    contenders.find((one) => one.id === id)?.name ?? id;

/** @returns what a contender was measured at in a run. */
const amountOf = (run: Summary, { contender, value, low, high, unit, samples }: RunSeries) => ({
  id: contender,
  name: namesIn(run)(contender),
  value,
  low,
  high,
  unit,
  samples,
  run: run.id,
});

const judgeAmount = (
  rule: Rule,
  run: Summary,
  sides: readonly RunSeries[],
  found: Amount | undefined,
): Pick<Cell, 'outcome' | 'run' | 'result' | 'reason'> => {
  const few = sides.find(({ samples }) => samples < rule.minimum_samples);
  if (few) {
    const name = namesIn(run)(few.contender);
    const reason = `${name} has ${few.samples} samples; ${rule.minimum_samples} are required.`;
    return { outcome: 'undecided', run: run.id, reason };
  }
  if (!found) return { outcome: 'undecided', run: run.id, reason: 'There is no finite ratio.' };
  const result = { value: found.value, low: found.low, high: found.high };
  return { outcome: decide(rule, result), run: run.id, result };
};

/** A trial is named after its file and its runtime: `takeaways-on-spin-4-0-2`. Versions of a runtime are one. */
const trialName = /^(.+?)-on-(.+?)(?:-\d.*)?$/;

/** One cell for each file: the share of the distinct runtimes that passed it in every version tried. */
const judgeShares = (rule: Rule, run: Summary): JudgedRule => {
  const trials = seriesFor(rule, run.series).flatMap((series) => {
    const [, file = series.contender, runtime = series.contender] =
      trialName.exec(series.contender) ?? [];
    return [{ file, runtime, series }];
  });
  const nameOf = namesIn(run);
  const files = [...new Set(trials.map(({ file }) => file))];
  const cells = files.map((file): NamedCell => {
    const own = trials.filter((trial) => trial.file === file);
    const runtimes = [...new Set(own.map(({ runtime }) => runtime))];
    const passed = runtimes.filter((runtime) =>
      own.every((trial) => trial.runtime !== runtime || trial.series.low >= 1),
    );
    const [contenderName = file] = nameOf(own[0]?.series.contender ?? file).split(' on ');
    const cell = { contender: file, contenderName, run: run.id };
    if (runtimes.length < rule.minimum_samples) {
      const reason = `Tried on ${runtimes.length} runtimes; ${rule.minimum_samples} are required.`;
      return { ...cell, outcome: 'undecided', reason };
    }
    const value = passed.length / runtimes.length;
    const result = { value, low: value, high: value };
    return { ...cell, outcome: decide(rule, result), result };
  });
  return { cells, contenders: trials.map(({ series }) => amountOf(run, series)) };
};
