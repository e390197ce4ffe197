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
  ratio: 'baseline per contender',
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
  ratio: undefined,
  unit: 'ms',
  expected: 'at most',
  threshold: 100,
};

const claimOf = (rules: Rule[]): Claim => ({
  id: 'generated',
  statement: 'This is a generated claim.',
  metric: 'some metric',
  unit: 'ms',
  takeaways: ['takeaway'],
  measurement: 'It is generated for this test alone.',
  refutation: 'Whatever this test says refutes it.',
  rules,
});

const starts = (contender: string, samples: number[], cache = 'warm'): Series => ({
  measurement: 'process-start',
  contender,
  conditions: { cache },
  samples,
});
const requests = (samples: number[], contender = 'spin'): Series => ({
  measurement: 'request-start',
  contender,
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
        text: 'Expected at least 2 times: does not hold for Wasm on Spin (1.5 times).',
        result: { value: 1.5, low: 1.5, high: 1.5 },
        cells: [
          {
            contender: 'spin',
            baseline: 'container',
            outcome: 'refuted',
            run: generateRun([]).id,
            result: { value: 1.5, low: 1.5, high: 1.5 },
          },
        ],
      },
    ]);
  });

  it.each<[why: string, reason: string, series: Series[]]>([
    [
      'has too few samples',
      'Wasm on Spin has 29 samples; 30 are required.',
      [starts('spin', samplesAround(1, { count: 29 })), starts('container', samplesAround(9))],
    ],
    [
      'divides by zero',
      'There is no finite ratio.',
      [starts('spin', Array(30).fill(0)), starts('container', samplesAround(9))],
    ],
  ])('that %s is undecided, with a reason', (_why, reason, series) => {
    const { judgement, measurements = [] } = judgeSeries(claim, ...series);
    expect(judgement).toEqual({
      outcome: 'undecided',
      text: 'A process: is undecided for Wasm on Spin.',
    });
    expect(measurements[0]?.findings[0]?.cells).toMatchObject([{ outcome: 'undecided', reason }]);
  });

  it.each<[why: string, series: Series[]]>([
    ['misses the baseline', [starts('spin', samplesAround(1))]],
    [
      'has other conditions',
      [starts('spin', samplesAround(1)), starts('container', samplesAround(9), 'dropped')],
    ],
    [
      'has more conditions than the rule',
      [
        {
          ...starts('spin', samplesAround(1)),
          conditions: { cache: 'warm', code: 'not-compiled' },
        },
        starts('container', samplesAround(9)),
      ],
    ],
  ])('that %s has no cells', (_why, series) => {
    expect(judgeSeries(claim, ...series).judgement).toEqual({
      outcome: 'undecided',
      text: 'Nothing has been measured yet.',
    });
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

  it.each<[string, Series[], string, string]>([
    [
      'that all support is supported',
      [fast, ...good],
      'supported',
      'A request, and a process: holds for Wasm on Spin.',
    ],
    [
      'that differ depends on the kind',
      [fast, ...bad],
      'depends',
      'A request: holds for Wasm on Spin. A process: does not hold for Wasm on Spin.',
    ],
    [
      'that all refute is refuted',
      [slow, ...bad],
      'refuted',
      'A request, and a process: does not hold for Wasm on Spin.',
    ],
    [
      'one of which was not measured follows the other, and says so',
      [slow],
      'refuted',
      'A request: does not hold for Wasm on Spin. Not measured: A process.',
    ],
  ])('%s', (_what, series, outcome, text) => {
    expect(judgeSeries(claimOf([instant, faster]), ...series).judgement).toEqual({ outcome, text });
  });

  it('tells clients of earlier versions "undecided" where it depends', () => {
    expect(outcomeOf(claimOf([instant, faster]), fast, ...bad)).toBe('undecided');
  });

  it('separates labels with commas of their own by a semicolon', () => {
    const claim = claimOf([instant, { ...faster, label: 'A process, idle' }]);
    expect(judgeSeries(claim, fast, ...good).judgement?.text).toBe(
      'A request; and a process, idle: holds for Wasm on Spin.',
    );
  });

  it('ignores rules that do not decide', () => {
    const claim = claimOf([instant, { ...faster, decides: false }]);
    expect(outcomeOf(claim, fast, ...bad)).toBe('supported');
  });
});

describe('several contenders and baselines', () => {
  const claim = claimOf([faster]);
  const all = (...values: [contender: string, value: number][]) =>
    values.map(([contender, value]) => starts(contender, samplesAround(value)));
  const named = (id: string, name: string) => ({ id, name });
  const contenders = [
    named('spin', 'StarlingMonkey'),
    named('spin-quickjs', 'QuickJS'),
    named('spin-noop', 'Rust'),
    named('container', 'runc'),
    named('containerd', 'containerd'),
    named('node', 'Node'),
  ];
  const said = (...values: [contender: string, value: number][]) =>
    judge(claim, generateRun(all(...values), { contenders })).judgement;

  it('are each judged, and the sentence says for whom the claim holds', () => {
    expect(
      said(['spin', 160], ['spin-quickjs', 50], ['spin-noop', 20], ['container', 120]),
    ).toEqual({
      outcome: 'depends',
      text: 'A process: holds for QuickJS and Rust; not for StarlingMonkey.',
    });
  });

  it('say against which baselines, where these differ', () => {
    expect(said(['spin', 60], ['spin-noop', 20], ['container', 100], ['containerd', 180])).toEqual({
      outcome: 'depends',
      text: 'A process: holds for Rust; for StarlingMonkey it depends: against containerd it holds, against runc it does not.',
    });
  });

  it.each([
    [20, 'A process: holds for all contenders.'],
    [160, 'A process: holds for no contender.'],
  ])('are not listed where the same is said of all: %i ms against 100 ms', (time, text) => {
    expect(
      said(['spin', time], ['spin-quickjs', time], ['spin-noop', time], ['container', 100])?.text,
    ).toBe(text);
  });

  it('are listed with “or” where the claim does not hold, and with their runtime once', () => {
    const onSpin = contenders.map(({ id, name }) => named(id, `${name} on Spin`));
    const run = generateRun(
      all(['spin', 160], ['spin-quickjs', 160], ['spin-noop', 20], ['container', 120]),
      { contenders: onSpin },
    );
    expect(judge(claim, run).judgement?.text).toBe(
      'A process: holds for Rust on Spin; not for StarlingMonkey or QuickJS on Spin.',
    );
  });

  it('leave out what is neither', () => {
    expect(said(['node', 1], ['container', 100])?.text).toBe('Nothing has been measured yet.');
    expect(said(['spin', 10], ['container', 100], ['node', 1])?.outcome).toBe('supported');
  });

  it('can be restricted by a rule', () => {
    const only = claimOf([{ ...faster, contenders: ['spin-noop'], baselines: ['containerd'] }]);
    const run = generateRun(
      all(['spin', 60], ['spin-noop', 20], ['container', 1], ['containerd', 180]),
      { contenders },
    );
    expect(judge(only, run).measurements?.[0]?.findings[0]?.cells).toMatchObject([
      { contender: 'spin-noop', baseline: 'containerd', outcome: 'supported' },
    ]);
  });

  it('may have other conditions for the baseline', () => {
    const apart = claimOf([{ ...faster, baseline_conditions: { cache: 'dropped' } }]);
    const run = generateRun([
      starts('spin', samplesAround(10)),
      starts('container', samplesAround(5)),
      starts('container', samplesAround(100), 'dropped'),
    ]);
    expect(judge(apart, run).judgement?.outcome).toBe('supported');
  });
});

describe('a rule that is younger than a run', () => {
  it('does not judge it', () => {
    const run = generateRun([requests(samplesAround(1))], { date: '2026-06-01T00:00:00.000Z' });
    const since = (time: string) => judge(claimOf([{ ...instant, since: time }]), run).judgement;
    expect(since('2026-06-02T00:00:00Z')?.text).toBe('Nothing has been measured yet.');
    expect(since('2026-05-31T00:00:00Z')?.outcome).toBe('supported');
  });
});

describe('a share', () => {
  const claim = claimOf([
    {
      ...faster,
      measurement: 'tests-passed',
      conditions: {},
      statistic: 'share-passed',
      ratio: undefined,
      unit: 'of the runtimes',
      expected: 'at least',
      threshold: 1,
      minimum_samples: 2,
    },
  ]);
  const trial = (runtime: string, passed: number) => ({ id: `app-on-${runtime}`, passed });
  const tried = (...trials: { id: string; passed: number }[]): Samples =>
    generateRun(
      trials.map(({ id, passed }) => ({
        measurement: 'tests-passed',
        contender: id,
        conditions: {},
        samples: [passed],
      })),
      { contenders: trials.map(({ id }) => ({ id, name: id.replace('-on-', '.wasm on ') })) },
    );

  it.each([
    ['every runtime passed', [trial('spin-4-0-2', 1), trial('local-host-0-2-0', 1)], 'supported'],
    ['one runtime failed', [trial('spin-4-0-2', 1), trial('local-host-0-2-0', 0)], 'refuted'],
    [
      'two versions of one runtime passed',
      [trial('spin-4-0-2', 1), trial('spin-3-6-3', 1)],
      'undecided',
    ],
    [
      'one version of a runtime failed',
      [trial('spin-4-0-2', 1), trial('spin-3-6-3', 0), trial('local-host-0-2-0', 1)],
      'refuted',
    ],
  ])('of a file: %s', (_what, trials, outcome) => {
    expect(judge(claim, tried(...trials)).judgement?.outcome).toBe(outcome);
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
      'Of 3 machines, 1 support it, 1 refute it, on 0 it depends, and 1 are undecided.',
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
  it.each(readDataset().claims)('$id says who says so, and has rules that decide', (claim) => {
    const { rules = [], said_by = [], takeaways, refuted_by } = claim;
    expect(rules.filter(({ decides }) => decides).length).toBeGreaterThan(0);
    expect(refuted_by).toBeUndefined();
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(said_by.length).toBeGreaterThan(0);
    for (const { takeaway } of said_by) expect(takeaways).toContain(takeaway);
  });

  it('a claim without rules is unchanged', () => {
    const { rules, ...claim } = claimOf([instant]);
    expect(withVerdict(claim, [])).toEqual(claim);
  });
});
