/** Estimates how many nodes a number of apps needs, extrapolated from measurements on one machine. */

import { type Line, linearFit, median, type Point } from '../../curation/verdicts/statistics.js';
import { contenderName, pointsOf, type Samples, type Series, seriesOf } from '../bench-run.js';

/** What the nodes have to serve. */
export interface Demand {
  readonly apps: number;
  /** Requests per second to all apps together. */
  readonly rate: number;
  /** The share of apps that have not served requests yet; the others keep what a burst left them with. */
  readonly idleShare?: number;
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
  readonly contender: string;
  readonly kind: ShapeKind;
  /** MiB by the number of apps on a node, after a burst of requests. */
  readonly memory: Line;
  /** The same while idle. */
  readonly idle: Line;
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

/** @returns MiB for one more app. */
export const perApp = ({ memory, idle }: Shape, idleShare = 0): number =>
  idleShare * idle.slope + (1 - idleShare) * memory.slope;

/** @returns the nodes needed if apps and requests are spread evenly. */
export const plan = (
  shape: Shape,
  { apps, rate, idleShare }: Demand,
  node: Node = defaultNode,
): Plan => {
  const mebibytes = node.gibibytes * 1024 * node.usable - Math.max(0, shape.memory.intercept);
  const milliseconds = node.cores * 1000 * node.usable;
  const needs: Record<Limit, number> = {
    memory:
      mebibytes > 0 ? (apps * perApp(shape, idleShare)) / mebibytes : Number.POSITIVE_INFINITY,
    processor: (rate * shape.processor.slope) / milliseconds,
    pods: apps / shape.appsPerPod / node.pods,
  };
  const limits = Object.entries(needs) as [Limit, number][];
  const [limit, nodes] = limits.reduce((one, other) => (other[1] > one[1] ? other : one));
  return { nodes: Math.max(1, Math.ceil(nodes)), limit };
};

/** The shapes that exist, as the runs name them. */
const shapeKinds = {
  'pod-per-app': 'a pod per app',
  'process-per-app': 'a process per app',
  'one-process': 'many apps in one process',
} as const;

export type ShapeKind = keyof typeof shapeKinds;

/** @returns the shapes that the run has samples for: each contender in a pod or process per app, and with many apps in one. */
export const shapesOf = (run: Samples): Shape[] =>
  (Object.keys(shapeKinds) as ShapeKind[]).flatMap((kind) =>
    seriesOf(run, 'memory', { shape: kind, ...afterBurst }).flatMap((series) =>
      shapeOf(run, series, kind),
    ),
  );

const afterBurst = { accounting: 'pss', state: 'after-burst' } as const;
const idleState = { accounting: 'pss', state: 'idle' } as const;

/** Processes without Kubernetes are not limited by pods. */
const appsPerPod: Readonly<Record<ShapeKind, (series: Series) => number>> = {
  'pod-per-app': () => 1,
  'process-per-app': () => Number.POSITIVE_INFINITY,
  'one-process': ({ apps = [] }) => Math.max(...apps),
};

const shapeOf = (run: Samples, series: Series, kind: ShapeKind): Shape[] => {
  const { contender } = series;
  const memory = pointsOf(series);
  const processor = processorPoints(run, contender);
  // Two points make a line; a third checks it.
  if (distinct(memory) < 3 || processor.length === 0) return [];
  const checked = fitAndCheck(memory);
  const idle = seriesOf(run, 'memory', { shape: kind, ...idleState }).find(
    (one) => one.contender === contender,
  );
  return [
    {
      title: `${contenderName(run, contender)}, ${shapeKinds[kind]}`,
      contender,
      kind,
      memory: checked.line,
      idle: idle && distinct(pointsOf(idle)) > 1 ? linearFit(pointsOf(idle)) : checked.line,
      processor:
        distinct(processor) > 2
          ? fitAndCheck(processor).line
          : { intercept: 0, slope: median(processor.map(([rate, used]) => used / rate)) },
      appsPerPod: appsPerPod[kind](series),
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
