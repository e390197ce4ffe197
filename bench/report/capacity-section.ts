import type { Samples } from '../bench-run.js';
import {
  type Demand,
  defaultNode,
  type Node,
  perApp,
  plan,
  shapesOf,
} from '../capacity/capacity-plan.js';
import { formatNumber } from './format-number.js';
import type { Figure, Section } from './section.js';

const sizes = [10, 100, 1000, 10_000, 100_000, 1_000_000];
const ratesPerApp = [0.01, 1];

const defaultDemands: readonly Demand[] = ratesPerApp.flatMap((perApp) =>
  sizes.map((apps) => ({ apps, rate: apps * perApp })),
);

/** The number of nodes needed according to the measurements, and the error of that model. */
export const capacitySection = (
  run: Samples,
  demands: readonly Demand[] = defaultDemands,
  node: Node = defaultNode,
): Section => {
  const shapes = shapesOf(run);
  const share = (error: number | undefined) =>
    error === undefined ? 'too few rates' : `${formatNumber(error * 100)} %`;
  const [only] = demands;
  const plans: Figure =
    only && demands.length === 1
      ? {
          caption: `Nodes needed for ${formatNumber(only.apps)} apps and ${formatNumber(only.rate)} requests/s`,
          columns: [
            'contender and shape',
            'nodes',
            'limited by',
            'MiB per app',
            'error of the model',
          ],
          rows: shapes
            .map((shape) => ({ shape, ...plan(shape, only, node) }))
            .sort((one, other) => one.nodes - other.nodes)
            .map(({ shape, nodes, limit }) => [
              shape.title,
              Number.isFinite(nodes) ? formatNumber(nodes) : 'does not fit',
              limit,
              formatNumber(perApp(shape, only.idleShare)),
              `memory ${share(shape.errors.memory)}, CPU time ${share(shape.errors.processor)}`,
            ]),
        }
      : {
          caption: 'Nodes needed, and the limiting resource',
          columns: ['apps', 'requests/s', ...shapes.map(({ title }) => title)],
          rows: demands.map((demand) => [
            formatNumber(demand.apps),
            formatNumber(demand.rate),
            ...shapes.map((shape) => {
              const { nodes, limit } = plan(shape, demand, node);
              return `${formatNumber(nodes)} (${limit})`;
            }),
          ]),
        };
  const model: Figure = {
    caption: 'The model, and its error at held-out points',
    columns: [
      'shape',
      'MiB per app after a burst',
      'MiB per app idle',
      'base MiB',
      'CPU ms per request',
      'memory error',
      'CPU time error',
    ],
    rows: shapes.map(({ title, memory, idle, processor, errors }) => [
      title,
      formatNumber(memory.slope),
      formatNumber(idle.slope),
      formatNumber(memory.intercept),
      formatNumber(processor.slope),
      share(errors.memory),
      share(errors.processor),
    ]),
  };
  return {
    title: 'Capacity',
    text: [
      `For nodes of ${node.cores} cores, ${node.gibibytes} GiB and at most ${node.pods} pods, with ${formatNumber(node.usable * 100)} % of cores and memory usable. Memory is that after a burst, or while idle for the share of apps that are. Each line is fitted to all points except those with the largest x, and checked against those. This is an extrapolation: only the measured numbers of apps were run, and the fit does not support the largest plans. Replicas, limits of the control plane and the page cache are not modelled.`,
    ],
    figures: shapes.length ? [plans, model] : [],
  };
};
