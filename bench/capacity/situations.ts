/** For situations that people are in: which contender needs least of what is scarce there, by what is recorded. */
import { median } from '../../curation/verdicts/statistics.js';
import { contenderName, type Samples, seriesOf } from '../bench-run.js';
import { formatNumber } from '../report/format-number.js';
import { perApp, plan, type Shape, shapesOf } from './capacity-plan.js';

/** What a contender needs in a situation; less is better. */
interface Need {
  readonly name: string;
  readonly value: number;
  readonly said: string;
}

/** A situation, and what every contender needs in it. */
export interface Situation {
  readonly title: string;
  /** The scarce thing. */
  readonly counts: string;
  /** The least first. */
  readonly needs: readonly Need[];
}

/** Contenders that serve the whole dataset from a store that lasts; others answer less, or forget. */
const comparable: readonly string[] = [
  'spin',
  'spin-resident',
  'spin-quickjs',
  'spin-quickjs-resident',
  'container',
  'containerd',
  'container-typical',
];

const quietApps = { apps: 300, rate: 3, idleShare: 0.9 } as const;
const busyRate = 1000;
const edgeMebibytes = 512;

/** @returns the situations that the run has samples for. */
export const situationsOf = (run: Samples): Situation[] => {
  const shapes = shapesOf(run).filter(({ contender }) => comparable.includes(contender));
  return [
    {
      title: 'Scale to zero: nothing runs until a request comes',
      counts: 'the wait for the first answer, pod and all',
      needs: starts(run),
    },
    {
      title: `${quietApps.apps} quiet apps on Kubernetes nodes of 4 cores and 16 GiB`,
      counts: 'nodes, and memory per app',
      needs: shapes.filter(({ kind }) => kind !== 'process-per-app').map(quiet),
    },
    {
      title: `One busy service: ${formatNumber(busyRate)} requests a second`,
      counts: 'busy cores',
      needs: busy(shapes),
    },
    {
      title: `An edge node with ${edgeMebibytes} MiB`,
      counts: 'apps that fit',
      needs: shapes.filter(({ kind }) => kind !== 'pod-per-app').map(edge),
    },
  ]
    .map((situation) => ({
      ...situation,
      needs: situation.needs.toSorted((one, other) => one.value - other.value),
    }))
    .filter(({ needs }) => needs.length > 0);
};

const starts = (run: Samples): Need[] => {
  const measured = seriesOf(run, 'zero-start');
  const series = measured.length > 0 ? measured : seriesOf(run, 'pod-start');
  return series
    .filter(({ contender }) => comparable.includes(contender))
    .map(({ contender, samples }) => {
      const value = median(samples);
      return { name: contenderName(run, contender), value, said: `${formatNumber(value)} ms` };
    });
};

const quiet = (shape: Shape): Need => {
  const { nodes, limit } = plan(shape, quietApps);
  const mebibytes = perApp(shape, quietApps.idleShare);
  return {
    name: shape.title,
    value: nodes * 1e6 + mebibytes,
    said: `${formatNumber(nodes)} ${nodes === 1 ? 'node' : 'nodes'} (${formatNumber(mebibytes)} MiB per app; limited by ${limit})`,
  };
};

/** One for each contender: processor time does not depend on the shape. */
const busy = (shapes: readonly Shape[]): Need[] => {
  const each = new Map(shapes.map((shape) => [shape.contender, shape]));
  return [...each.values()].map(({ title, processor }) => {
    const value = (processor.slope * busyRate) / 1000;
    return {
      name: title.replace(/, [^,]*$/, ''),
      value,
      said: `${formatNumber(value)} cores`,
    };
  });
};

const edge = (shape: Shape): Need => {
  const { memory, title } = shape;
  const apps = Math.max(
    0,
    Math.floor((edgeMebibytes - Math.max(0, memory.intercept)) / memory.slope),
  );
  return { name: title, value: -apps, said: `${formatNumber(apps)} apps` };
};
