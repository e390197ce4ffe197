import { type Demand, defaultNode, type Node, plan, shapesOf } from '../capacity/capacity.js';
import type { Samples } from '../recording/run.js';
import { formatNumber } from './format.js';
import type { Figure, Section } from './section.js';

/** Apps, and the requests per second that each gets. */
const sizes = [10, 100, 1000, 10_000, 100_000, 1_000_000];
const ratesPerApp = [0.01, 1];

const defaultDemands: readonly Demand[] = ratesPerApp.flatMap((perApp) =>
  sizes.map((apps) => ({ apps, rate: apps * perApp })),
);

/** How many nodes apps take by what was measured, and how well that predicts what was measured besides. */
export const capacitySection = (
  run: Samples,
  demands: readonly Demand[] = defaultDemands,
  node: Node = defaultNode,
): Section => {
  const shapes = shapesOf(run);
  const share = (error: number | undefined) =>
    error === undefined ? 'too few rates' : `${formatNumber(error * 100)} %`;
  const plans: Figure = {
    caption: 'Nodes needed, and what limits them',
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
    caption: 'The model, and its error at points that it was not fitted to',
    columns: [
      'shape',
      'MiB per app',
      'MiB once',
      'processor ms per request',
      'error of memory',
      'error of processor time',
    ],
    rows: shapes.map(({ title, memory, processor, errors }) => [
      title,
      formatNumber(memory.slope),
      formatNumber(memory.intercept),
      formatNumber(processor.slope),
      share(errors.memory),
      share(errors.processor),
    ]),
  };
  return {
    title: 'Capacity',
    text: [
      `For nodes of ${node.cores} cores, ${node.gibibytes} GiB and at most ${node.pods} pods, of which ${formatNumber(node.usable * 100)} % is planned with. Memory is that after a burst. Each line is fitted to all numbers but the largest, and checked there. It extrapolates: nothing but the measured numbers of apps has been run, and the largest plans are further from them than any fit can vouch for. It knows no replicas, no limits of a control plane, and no page cache.`,
    ],
    figures: shapes.length ? [plans, model] : [],
  };
};
