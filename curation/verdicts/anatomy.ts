/** What a start, or the memory of an app, is made of: parts that add up, measured in one run. */
import type { Anatomy } from '../../src/dataset/records/measurement.js';
import type { Summary } from './recorded-run.js';

/** Which series are the parts of what, and which claim they explain. */
const anatomies = [
  {
    claim: 'faster-startup',
    title: 'A process, from exec to its first answer',
    measurement: 'start-part',
    conditions: { of: 'process' },
  },
  {
    claim: 'faster-startup',
    title: 'A pod, from the request to create it to its first answer',
    measurement: 'start-part',
    conditions: { of: 'pod' },
  },
  {
    claim: 'memory',
    title: 'The memory of one process after its first answer',
    measurement: 'memory-part',
    conditions: { of: 'process' },
  },
  {
    claim: 'memory',
    title: 'The memory of a pod, as one of many',
    measurement: 'memory-part',
    conditions: { of: 'pod' },
  },
  {
    claim: 'memory',
    title: 'The memory of a pod, its own and shared with others',
    measurement: 'memory-part',
    conditions: { of: 'pod-sharing' },
  },
] as const;

/** The names of parts, in the order in which they are drawn. */
const labels: Readonly<Record<string, string>> = {
  scheduled: 'API server and scheduler',
  kubelet: 'kubelet: volumes and control groups',
  network: 'namespaces and network of the pod',
  info: 'containerd asks the shim about itself',
  sandbox: 'sandbox: shim and pause',
  created: 'kubelet and containerd make the container',
  task: 'containerd hands it to the shim',
  content: 'shim: read and hash the compiled component',
  container: 'container: namespaces, mounts, cgroup',
  exec: 'exec: load the program',
  layer: 'write the compiled component to a cache',
  prepare: 'settings and trusted certificates',
  verify: 'read and verify the component',
  code: 'load or inflate compiled code',
  script: 'run the script',
  link: 'link and listen',
  instance: 'instance and first answer',
  compiled: 'compiled code of the component',
  guest: 'memory of instances',
  heap: 'heap',
  anonymous: 'other memory of its own',
  program: 'program and libraries',
  shim: 'shim',
  zygote: 'zygotes of the shim',
  pause: 'pause',
  private: 'its own',
  shared: 'shared, by proportion',
};

/** @returns the anatomies that belong to a claim, each from the latest run that has it. */
export const anatomyOf = (claim: string, latestFirst: readonly Summary[]): Anatomy[] =>
  anatomies
    .filter((one) => one.claim === claim)
    .flatMap(({ title, measurement, conditions }) => {
      const [found] = latestFirst.flatMap((run) => {
        const series = run.series.filter(
          (one) => one.measurement === measurement && one.conditions.of === conditions.of,
        );
        return series.length > 0 ? [{ run, series }] : [];
      });
      if (!found) return [];
      const { run, series } = found;
      const stacks = run.contenders.flatMap(({ id, name }) => {
        const own = series.filter(({ contender }) => contender === id);
        const parts = Object.keys(labels).flatMap((part) =>
          own
            .filter(({ conditions }) => conditions.part === part)
            .map(({ value, low, high, samples }) => ({
              id: part,
              label: labels[part] ?? part,
              value,
              low,
              high,
              samples,
            })),
        );
        return parts.length > 0 ? [{ contender: id, name, parts }] : [];
      });
      const [{ unit = '' } = {}] = series;
      return [{ run: run.id, title, unit, stacks }];
    });
