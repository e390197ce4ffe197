/** Verdicts on generated runs: every outcome, and the boundaries between them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../curation/read-dataset.js';
import { decide } from '../../curation/verdicts/judge-cells.js';
import type { Samples, Series } from '../../curation/verdicts/recorded-run.js';
import { summarise } from '../../curation/verdicts/summary.js';
import { withVerdict } from '../../curation/verdicts/verdict.js';
import type { Rule } from '../../src/dataset/records/measurement.js';
import { type Claim, claimSchema } from '../../src/dataset/records/schema.js';
import { generateRun, samplesAround } from '../support/generated-run.js';

const faster: Rule = {
  id: 'process',
  label: 'A process',
  measurement: 'process-start',
  conditions: { cache: 'warm' },
  statistic: 'median',
  of: 'container',
  per: 'spin',
  unit: 'times',
  expected: 'at least',
  threshold: 2,
  minimum_samples: 30,
  decides: true,
  reason: 'Twice as fast is what this test claims.',
};

const instant: Rule = {
  ...faster,
  id: 'request',
  label: 'A request',
  measurement: 'request-start',
  conditions: {},
  of: 'spin',
  per: undefined,
  unit: 'ms',
  expected: 'at most',
  threshold: 100,
};

const claimOf = (rules: Rule[], refutedBy: 'any' | 'every' = 'any'): Claim => ({
  id: 'generated',
  statement: 'This is a generated claim.',
  metric: 'some metric',
  unit: 'ms',
  takeaways: ['takeaway'],
  measurement: 'It is generated for this test alone.',
  refutation: 'Whatever this test says refutes it.',
  rules,
  refuted_by: refutedBy,
});

const starts = (contender: string, samples: number[], cache = 'warm'): Series => ({
  measurement: 'process-start',
  contender,
  conditions: { cache },
  samples,
});
const requests = (samples: number[]): Series => ({
  measurement: 'request-start',
  contender: 'spin',
  conditions: {},
  samples,
});

/** @returns the claim judged by these runs, valid by the schema used for publishing. */
const judge = (claim: Claim, ...runs: Samples[]): Claim =>
  claimSchema.parse(
    withVerdict(
      claim,
      runs.map((run) => summarise(run, [claim])),
    ),
  );
const judgeSeries = (claim: Claim, ...series: Series[]) => judge(claim, generateRun(series));
const outcomeOf = (...judged: Parameters<typeof judgeSeries>) =>
  judgeSeries(...judged).verdict?.outcome;

describe('an interval and a threshold', () => {
  const interval = fc
    .tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e3, noNaN: true }),
    )
    .map(([low, width]) => ({ low, high: low + width }));
  const threshold = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const up = fc.constantFrom('at least' as const, 'more than' as const);
  const down = fc.constantFrom('at most' as const, 'less than' as const);

  it('on the expected side supports, on the other side refutes, on both sides is undecided', () => {
    fc.assert(
      fc.property(interval, threshold, up, down, ({ low, high }, limit, upwards, downwards) => {
        fc.pre(low !== limit && high !== limit);
        const [above, below] = [low > limit, high < limit];
        const by = (expected: Rule['expected']) =>
          decide({ expected, threshold: limit }, { low, high });
        expect(by(upwards)).toBe(above ? 'supported' : below ? 'refuted' : 'undecided');
        expect(by(downwards)).toBe(below ? 'supported' : above ? 'refuted' : 'undecided');
      }),
    );
  });

  it.each([
    ['at least', 'supported'],
    ['more than', 'refuted'],
    ['at most', 'supported'],
    ['less than', 'refuted'],
  ] as const)('at the threshold of "%s": %s', (expected, outcome) => {
    expect(decide({ expected, threshold: 1 }, { low: 1, high: 1 })).toBe(outcome);
  });
});

describe('a ratio', () => {
  const claim = claimOf([faster]);
  const slow = fc.double({ min: 20, max: 2000, noNaN: true });

  it('above the threshold supports, below it refutes, around it is undecided', () => {
    fc.assert(
      fc.property(slow, fc.integer(), (start, seed) => {
        const against = (ratio: number) =>
          outcomeOf(
            claim,
            starts('spin', samplesAround(start, { seed })),
            starts('container', samplesAround(start * ratio, { seed: seed + 1 })),
          );
        // Samples spread by 5% to each side, so no interval is wider.
        expect(against(2.5)).toBe('supported');
        expect(against(1.5)).toBe('refuted');
        expect(
          outcomeOf(
            claim,
            starts('spin', samplesAround(start, { spread: 0 })),
            starts('container', [...Array(20).fill(start * 1.5), ...Array(20).fill(start * 2.5)]),
          ),
        ).toBe('undecided');
      }),
      { numRuns: 10 },
    );
  });

  it('has a text with the contenders, the result and the expectation', () => {
    const [machine] =
      judgeSeries(
        claim,
        starts('spin', Array(30).fill(100)),
        starts('container', Array(30).fill(150)),
      ).measurements ?? [];
    expect(machine?.findings).toMatchObject([
      {
        outcome: 'refuted',
        text: 'Node container is 1.5 times Wasm on Spin; expected at least 2.',
        result: { value: 1.5, low: 1.5, high: 1.5 },
      },
    ]);
  });

  it.each<[why: string, text: string, series: Series[]]>([
    [
      'has too few samples',
      'Wasm on Spin has 29 samples; 30 are required.',
      [starts('spin', samplesAround(1, { count: 29 })), starts('container', samplesAround(9))],
    ],
    ['misses a contender', 'Node container was not measured.', [starts('spin', samplesAround(1))]],
    [
      'has other conditions',
      'Node container was not measured.',
      [starts('spin', samplesAround(1)), starts('container', samplesAround(9), 'dropped')],
    ],
    [
      'divides by zero',
      'There is no finite ratio.',
      [starts('spin', Array(30).fill(0)), starts('container', samplesAround(9))],
    ],
    [
      'has more conditions than the rule',
      'Wasm on Spin was not measured.',
      [
        {
          ...starts('spin', samplesAround(1)),
          conditions: { cache: 'warm', code: 'not-compiled' },
        },
        starts('container', samplesAround(9)),
      ],
    ],
  ])('that %s is undecided, with a reason', (_why, text, series) => {
    const { verdict } = judgeSeries(claim, ...series);
    expect(verdict).toEqual({ outcome: 'undecided', text: `A process: ${text}` });
  });

  it('with exactly the required number of samples is decided', () => {
    const [spin, container] = [1, 9].map((value) => samplesAround(value, { count: 30 }));
    expect(outcomeOf(claim, starts('spin', spin ?? []), starts('container', container ?? []))).toBe(
      'supported',
    );
  });
});

describe('a claim with several rules', () => {
  const fast = requests(samplesAround(1));
  const slow = requests(samplesAround(900));
  const good = [starts('spin', samplesAround(1)), starts('container', samplesAround(9))];
  const bad = [starts('spin', samplesAround(9)), starts('container', samplesAround(1))];

  it.each<[string, Series[], 'any' | 'every', string | undefined]>([
    ['that all support', [fast, ...good], 'any', 'supported'],
    ['one of which refutes, if any may', [fast, ...bad], 'any', 'refuted'],
    ['one of which refutes, if all must', [fast, ...bad], 'every', 'undecided'],
    ['that all refute', [slow, ...bad], 'every', 'refuted'],
    ['one of which was not measured', [fast], 'any', 'undecided'],
    ['one of which refutes and one was not measured', [slow], 'any', 'refuted'],
  ])('%s', (_what, series, refutedBy, outcome) => {
    expect(outcomeOf(claimOf([instant, faster], refutedBy), ...series)).toBe(outcome);
  });

  it('ignores rules that do not decide', () => {
    const claim = claimOf([instant, { ...faster, decides: false }]);
    expect(outcomeOf(claim, fast, ...bad)).toBe('supported');
  });
});

describe('a share', () => {
  const claim = claimOf([
    {
      ...faster,
      measurement: 'tests-passed',
      conditions: {},
      statistic: 'share-passed',
      of: undefined,
      per: undefined,
      expected: 'at least',
      threshold: 1,
      minimum_samples: 3,
    },
  ]);
  const tried = (...passed: number[]): Series[] =>
    passed.map((one, index) => ({
      measurement: 'tests-passed',
      contender: ['spin', 'container', 'wasmtime'][index] ?? '',
      conditions: {},
      samples: [one],
    }));

  it.each([
    [[1, 1, 1], 'supported', '3 of 3 passed.'],
    [[1, 0, 1], 'refuted', '2 of 3 passed.'],
    [[1, 1], 'undecided', 'Tried 2 times; 3 are required.'],
  ])('of %j: %s', (passed, outcome, text) => {
    expect(judgeSeries(claim, ...tried(...passed)).verdict).toEqual({
      outcome,
      text: `A process: ${text}`,
    });
  });
});

describe('machines', () => {
  const claim = claimOf([instant]);
  const { machine } = generateRun([]);
  const runOn = (id: string, start: number, over: Partial<Samples> = {}): Samples =>
    generateRun([requests(samplesAround(start))], { machine: { ...machine, id }, ...over });
  const outcomes = (...runs: Samples[]) => {
    const { measurements = [], verdict } = judge(claim, ...runs);
    return [...measurements.map((one) => one.verdict.outcome), verdict?.outcome];
  };

  it('that measured nothing for a claim are omitted, and leave it undecided', () => {
    expect(judge(claim, generateRun([starts('spin', [1])]))).toMatchObject({
      measurements: [],
      verdict: { outcome: 'undecided', text: 'Nothing has been measured yet.' },
    });
  });

  it('are judged separately, and the overall verdict follows those that agree', () => {
    const few = generateRun([requests([1, 2, 3])], { machine: { ...machine, id: 'few' } });
    expect(outcomes(runOn('a', 1), runOn('b', 2))).toEqual(['supported', 'supported', 'supported']);
    expect(outcomes(runOn('a', 900), few)).toEqual(['refuted', 'undecided', 'refuted']);
    expect(outcomes(runOn('a', 1), runOn('b', 900))).toEqual(['supported', 'refuted', 'undecided']);
    expect(judge(claim, runOn('a', 1), runOn('b', 900), few).verdict?.text).toBe(
      'Of 3 machines, 1 support it, 1 refute it, and 1 are undecided.',
    );
  });

  it('are judged by their latest run with a result, in whatever order runs are given', () => {
    const earlier = runOn('a', 900, { id: 'earlier', date: '2026-01-01T00:00:00.000Z' });
    const later = runOn('a', 1, { id: 'later', date: '2026-02-01T00:00:00.000Z' });
    const latest = generateRun([requests([1])], { id: 'latest', date: '2026-03-01T00:00:00.000Z' });
    const few = { ...latest, machine: earlier.machine };
    const { measurements } = judge(claim, earlier, few, later);
    expect(measurements).toMatchObject([{ runs: [{ id: 'later' }], findings: [{ run: 'later' }] }]);
    expect(judge(claim, later, few, earlier).measurements).toEqual(measurements);
  });
});

describe('the claims of the dataset', () => {
  it.each(readDataset().claims)('$id has rules that decide', ({ rules = [], refuted_by }) => {
    expect(rules.filter(({ decides }) => decides).length).toBeGreaterThan(0);
    expect(refuted_by).toBeDefined();
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it('a claim without rules is unchanged', () => {
    const { rules, refuted_by, ...claim } = claimOf([instant]);
    expect(withVerdict(claim, [])).toEqual(claim);
  });
});
