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
    title: 'A pod, from its creation to its first answer',
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
    title: 'The memory of one more pod',
    measurement: 'memory-part',
    conditions: { of: 'pod' },
  },
] as const;

/** The names of parts, in the order in which they are drawn. */
const labels: Readonly<Record<string, string>> = {
  exec: 'exec: load the program and its libraries',
  verify: 'read and verify the application',
  code: 'load or inflate compiled code',
  link: 'link and prepare',
  listen: 'listen',
  instance: 'instance and first answer',
  scheduled: 'scheduled',
  sandbox: 'sandbox: network and pause',
  container: 'container created',
  shim: 'shim and content store',
  engine: 'engine ready',
  listening: 'listening',
  answer: 'first answer',
  compiled: 'compiled code of the component',
  program: 'program and libraries',
  heap: 'heap',
  anonymous: 'other private memory',
  guest: 'memory of instances',
  helpers: 'shim, zygote and pause',
  shared: 'shared with others',
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
