/** Estimates how many nodes a number of apps needs, extrapolated from measurements on one machine. */

import { type Line, linearFit, median, type Point } from '../../curation/verdicts/statistics.js';
import { contenderName, pointsOf, type Samples, type Series, seriesOf } from '../bench-run.js';

/** What the nodes have to serve. */
export interface Demand {
  readonly apps: number;
  /** Requests per second to all apps together. */
  readonly rate: number;
}

export interface Node {
  readonly cores: number;
  readonly gibibytes: number;
  /** The maximum number of pods per node; the kubelet's default is 110. */
  readonly pods: number;
  /** The share of cores and memory available to apps; the rest is for the system and for peaks. */
  readonly usable: number;
}

export const defaultNode: Node = { cores: 4, gibibytes: 16, pods: 110, usable: 0.7 };

/** A way to run apps. */
export interface Shape {
  readonly title: string;
  /** MiB by the number of apps on a node. */
  readonly memory: Line;
  /** CPU milliseconds per second, by requests per second. */
  readonly processor: Line;
  readonly appsPerPod: number;
  /** Relative error at held-out points. */
  readonly errors: { readonly memory: number; readonly processor?: number };
}

/** The resource that runs out first. */
export type Limit = 'memory' | 'processor' | 'pods';

export interface Plan {
  readonly nodes: number;
  readonly limit: Limit;
}

/** @returns the nodes needed if apps and requests are spread evenly. */
export const plan = (shape: Shape, { apps, rate }: Demand, node: Node = defaultNode): Plan => {
  const mebibytes = node.gibibytes * 1024 * node.usable - Math.max(0, shape.memory.intercept);
  const milliseconds = node.cores * 1000 * node.usable;
  const needs: Record<Limit, number> = {
    memory: (apps * shape.memory.slope) / mebibytes,
    processor: (rate * shape.processor.slope) / milliseconds,
    pods: apps / shape.appsPerPod / node.pods,
  };
  const limits = Object.entries(needs) as [Limit, number][];
  const [limit, nodes] = limits.reduce((one, other) => (other[1] > one[1] ? other : one));
  return { nodes: Math.max(1, Math.ceil(nodes)), limit };
};

/** @returns the shapes the run has samples for: one app per pod (or per process, if no pods were measured), and many per process. */
export const shapesOf = (run: Samples): Shape[] => {
  const alone = seriesOf(run, 'memory', { shape: 'pod-per-app', ...afterBurst }).length
    ? 'pod-per-app'
    : 'process-per-app';
  return [
    ...seriesOf(run, 'memory', { shape: alone, ...afterBurst }).flatMap((series) =>
      shapeOf(run, series, alone === 'pod-per-app' ? 'a pod per app' : 'a process per app', 1),
    ),
    ...seriesOf(run, 'memory', { shape: 'one-process', ...afterBurst }).flatMap((series) => {
      const maxApps = Math.max(...(series.apps ?? []));
      return shapeOf(run, series, `${maxApps} apps per process`, maxApps);
    }),
  ];
};

/** Plans assume apps that have served requests. */
const afterBurst = { accounting: 'pss', state: 'after-burst' } as const;

const shapeOf = (run: Samples, series: Series, shape: string, appsPerPod: number): Shape[] => {
  const memory = pointsOf(series);
  const processor = processorPoints(run, series.contender);
  // Two points make a line; a third checks it.
  if (distinct(memory) < 3 || processor.length === 0) return [];
  const checked = fitAndCheck(memory);
  return [
    {
      title: `${contenderName(run, series.contender)}, ${shape}`,
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

/** Fits a line to all points except those with the largest x. @returns the line, and its median relative error there */
export const fitAndCheck = (points: readonly Point[]): { line: Line; error: number } => {
  const largest = Math.max(...points.map(([x]) => x));
  const line = linearFit(points.filter(([x]) => x < largest));
  const errors = points
    .filter(([x]) => x === largest)
    .map(([x, y]) => (line.intercept + line.slope * x - y) / y);
  return { line, error: median(errors) };
};

/** CPU milliseconds per second at each measured rate. */
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
