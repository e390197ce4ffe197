import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRuns } from '../../bench/bench-run.js';
import { fitAndCheck, plan, type Shape, shapesOf } from '../../bench/capacity/capacity-plan.js';
import { parseNode } from '../../bench/capacity/node-size.js';
import type { Series } from '../../curation/verdicts/recorded-run.js';
import {
  linearFit,
  type Point,
  shuffled,
  slopeEstimate,
} from '../../curation/verdicts/statistics.js';
import { generateRun, memoryOf, samplesAround } from '../support/generated-run.js';

const shape: Shape = {
  title: 'a pod per app',
  contender: 'spin',
  kind: 'pod-per-app',
  memory: { slope: 50, intercept: 20 },
  idle: { slope: 25, intercept: 20 },
  processor: { slope: 2, intercept: 0 },
  appsPerPod: 1,
  errors: { memory: 0 },
};
const node = { cores: 4, gibibytes: 16, pods: 110, usable: 0.5 };

describe('a plan', () => {
  it.each([
    { apps: 1000, rate: 1, expected: { nodes: 10, limit: 'pods' } },
    { apps: 10, rate: 10_000, expected: { nodes: 10, limit: 'processor' } },
    { apps: 1, rate: 0.1, expected: { nodes: 1 } },
  ])('for $apps apps at $rate requests/s', ({ apps, rate, expected }) => {
    expect(plan(shape, { apps, rate }, node)).toMatchObject(expected);
  });

  it('is limited by memory if apps are large', () => {
    const large = { ...shape, memory: { slope: 400, intercept: 0 } };
    expect(plan(large, { apps: 100, rate: 1 }, node)).toEqual({ nodes: 5, limit: 'memory' });
  });

  it('counts idle memory for the share of apps that are idle', () => {
    const large = {
      ...shape,
      memory: { slope: 400, intercept: 0 },
      idle: { slope: 100, intercept: 0 },
    };
    expect(plan(large, { apps: 100, rate: 1, idleShare: 1 }, node).nodes).toBe(2);
    expect(plan(large, { apps: 100, rate: 1, idleShare: 0.5 }, node).nodes).toBe(4);
  });

  it('does not fit on a node that the runtime alone fills', () => {
    const heavy = { ...shape, memory: { slope: 1, intercept: 1000 } };
    const small = { ...node, gibibytes: 1 };
    expect(plan(heavy, { apps: 1, rate: 1 }, small).nodes).toBe(Number.POSITIVE_INFINITY);
  });

  it('never takes fewer nodes for more apps or more requests', () => {
    const demand = fc.record({
      apps: fc.integer({ min: 1, max: 1e6 }),
      rate: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(demand, demand, (one, other) => {
        const sum = { apps: one.apps + other.apps, rate: one.rate + other.rate };
        expect(plan(shape, sum, node).nodes).toBeGreaterThanOrEqual(plan(shape, one, node).nodes);
      }),
    );
  });
});

describe('the shapes of several runs', () => {
  const memory = (shape: string, perApp: number): Series => ({
    ...memoryOf(perApp),
    measurement: 'memory',
    contender: 'spin',
    conditions: { shape, accounting: 'pss', state: 'after-burst' },
  });
  const cpuTime: Series = {
    measurement: 'cpu-time',
    contender: 'spin',
    conditions: { rate: 50 },
    samples: samplesAround(4000),
  };
  const processes = generateRun([
    memory('process-per-app', 60),
    memory('one-process', 40),
    cpuTime,
  ]);
  const pods = generateRun([memory('pod-per-app', 90)], { date: '2036-01-06T12:00:00.000Z' });
  const slopes = (...runs: (typeof pods)[]) =>
    shapesOf(mergeRuns(runs)).map(({ title, memory: { slope } }) => [title, Math.round(slope)]);

  it('are one app per pod, one per process, and many in one process', () => {
    expect(slopes(processes, pods)).toEqual([
      ['Wasm on Spin, a pod per app', 90],
      ['Wasm on Spin, a process per app', 60],
      ['Wasm on Spin, many apps in one process', 40],
    ]);
    expect(slopes(processes)[0]).toEqual(['Wasm on Spin, a process per app', 60]);
  });

  it('are taken from the later run if two have the same series', () => {
    const later = generateRun([memory('pod-per-app', 70)], { date: '2036-01-07T12:00:00.000Z' });
    expect(slopes(pods, later, processes)[0]).toEqual(['Wasm on Spin, a pod per app', 70]);
  });

  it('must be from one machine', () => {
    const machine = { ...pods.machine, id: 'another' };
    expect(() => mergeRuns([processes, { ...pods, machine }])).toThrow(
      /on another, .* on generated\. Pass runs from one machine/,
    );
    expect(() => mergeRuns([])).toThrow('npm run bench');
  });
});

const points = (slope: number, intercept: number, sizes: readonly number[]): Point[] =>
  sizes.map((x) => [x, slope * x + intercept]);

describe('the size of a node', () => {
  it.each([
    ['4cpu,16GiB', { cores: 4, gibibytes: 16 }],
    ['0.5cpu,512MiB', { cores: 0.5, gibibytes: 0.5 }],
  ])('%s', (text, size) => {
    expect(parseNode(text)).toMatchObject(size);
  });

  it.each(['16GiB', '4cpu', '4 cpu, 16 GB', 'cpu,GiB'])('is not %s', (text) => {
    expect(parseNode(text)).toBeUndefined();
  });
});

describe('a fit', () => {
  it('recovers the line through its points', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 99 }), (m, b) => {
        const line = linearFit(points(m, b, [1, 2, 5, 9]));
        expect(line.slope).toBeCloseTo(m);
        expect(line.intercept).toBeCloseTo(b);
      }),
    );
  });

  it('reports the error at the largest point', () => {
    const straight = points(10, 5, [1, 2, 4, 8]);
    expect(fitAndCheck(straight).error).toBeCloseTo(0);
    // The line predicts half of what was measured.
    expect(fitAndCheck([...straight.slice(0, 3), [8, 170]]).error).toBeCloseTo(-0.5);
  });

  it('has an interval around the slope of noisy points', () => {
    const noisy = points(10, 5, [1, 2, 3, 4, 5, 6]).map(([x, y], n): Point => [x, y + (n % 2)]);
    const { value, low, high } = slopeEstimate(noisy);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(high - low).toBeLessThan(2);
  });
});

describe('shuffling', () => {
  it('keeps every item, and is reproducible', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer()),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (items, number) => {
          const order = shuffled(items, () => number);
          expect([...order].sort()).toEqual([...items].sort());
          expect(shuffled(items, () => number)).toEqual(order);
        },
      ),
    );
  });
});
