/** How many nodes it takes to serve so many apps, extrapolated from what a run measured on one machine. */

import { type Line, linearFit, median, type Point } from '../../curation/verdicts/statistics.js';
import { nameOf, type Samples, type Series, seriesOf } from '../recording/run.js';

/** What is asked for, and of what nodes. */
export interface Demand {
  readonly apps: number;
  /** Requests per second, of all apps together. */
  readonly rate: number;
}

export interface Node {
  readonly cores: number;
  readonly gibibytes: number;
  /** The most pods that a node takes; the kubelet's default is 110. */
  readonly pods: number;
  /** The share of cores and memory that is planned with; the rest is for the system and for peaks. */
  readonly usable: number;
}

export const defaultNode: Node = { cores: 4, gibibytes: 16, pods: 110, usable: 0.7 };

/** A way to run apps. */
export interface Shape {
  readonly title: string;
  /** MiB over apps on one node. */
  readonly memory: Line;
  /** Processor milliseconds per second, over requests per second. */
  readonly processor: Line;
  readonly appsPerPod: number;
  /** How far off it was at points that it wasn't fitted to, as a share of what was measured. */
  readonly errors: { readonly memory: number; readonly processor?: number };
}

/** What limits a node first. */
export type Limit = 'memory' | 'processor' | 'pods';

export interface Plan {
  readonly nodes: number;
  readonly limit: Limit;
}

/**
 * The nodes that a demand takes, apps and requests spread evenly. What a process takes that serves nothing is
 * counted once per app.
 */
export const plan = (shape: Shape, { apps, rate }: Demand, node: Node = defaultNode): Plan => {
  const mebibytes = node.gibibytes * 1024 * node.usable - Math.max(0, shape.memory.intercept);
  const milliseconds = node.cores * 1000 * node.usable;
  const needs: Record<Limit, number> = {
    memory: (apps * shape.memory.slope) / mebibytes,
    processor: (rate * shape.processor.slope) / milliseconds,
    pods: apps / shape.appsPerPod / node.pods,
  };
  const limits = Object.entries(needs) as [Limit, number][];
  const [limit, most] = limits.reduce((one, other) => (other[1] > one[1] ? other : one));
  return { nodes: Math.max(1, Math.ceil(most)), limit };
};

/**
 * The shapes that a run has the samples of: each app in a pod (or, where no pods were measured, a process) of
 * its own, and many in one.
 */
export const shapesOf = (run: Samples): Shape[] => {
  const alone = seriesOf(run, 'memory', { shape: 'pod-per-app', ...whenBusy }).length
    ? 'pod-per-app'
    : 'process-per-app';
  return [
    ...seriesOf(run, 'memory', { shape: alone, ...whenBusy }).flatMap((series) =>
      shapeOf(run, series, alone === 'pod-per-app' ? 'a pod per app' : 'a process per app', 1),
    ),
    ...seriesOf(run, 'memory', { shape: 'one-process', ...whenBusy }).flatMap((series) => {
      const most = Math.max(...(series.apps ?? []));
      return shapeOf(run, series, `${most} apps per process`, most);
    }),
  ];
};

/** Plans are made for apps that have been used. */
const whenBusy = { accounting: 'pss', state: 'after-burst' } as const;

const shapeOf = (run: Samples, series: Series, shape: string, appsPerPod: number): Shape[] => {
  const memory = pointsOf(series);
  const processor = processorPoints(run, series.contender);
  // Two points make a line; one more is needed to check it.
  if (distinct(memory) < 3 || processor.length === 0) return [];
  const checked = fitAndCheck(memory);
  return [
    {
      title: `${nameOf(run, series.contender)}, ${shape}`,
      memory: checked.line,
      processor:
        distinct(processor) > 2
          ? fitAndCheck(processor).line
          : { intercept: 0, slope: median(processor.map(([rate, used]) => used / rate)) },
      appsPerPod,
      errors: {
        memory: checked.error,
        ...(distinct(processor) > 2 ? { processor: fitAndCheck(processor).error } : {}),
      },
    },
  ];
};

/**
 * Fits a line to the points but those at the largest x, and sees how far off it is there.
 *
 * @returns the line, and the median error at the points left out, as a share of what was measured
 */
export const fitAndCheck = (points: readonly Point[]): { line: Line; error: number } => {
  const largest = Math.max(...points.map(([x]) => x));
  const line = linearFit(points.filter(([x]) => x < largest));
  const errors = points
    .filter(([x]) => x === largest)
    .map(([x, y]) => (line.intercept + line.slope * x - y) / y);
  return { line, error: median(errors) };
};

const pointsOf = ({ samples, apps = [] }: Series): Point[] =>
  samples.map((sample, n) => [apps[n] ?? 0, sample]);

/** Processor milliseconds per second at each rate that was measured. */
const processorPoints = (run: Samples, contender: string): Point[] =>
  seriesOf(run, 'cpu-time')
    .filter((series) => series.contender === contender)
    .flatMap(({ conditions, samples }) =>
      samples.map((sample): Point => {
        const rate = Number(conditions.rate);
        return [rate, (sample * rate) / 1000];
      }),
    );

const distinct = (points: readonly Point[]): number => new Set(points.map(([x]) => x)).size;
