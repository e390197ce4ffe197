/** What requests to Spin cost: relative to a component that does nothing, over large stores, by memory kept. */
import { median, percentile } from '../../curation/verdicts/statistics.js';
import {
  type Conditions,
  contenderName,
  type MeasurementName,
  type Run,
  samplesOf,
  seriesOf,
} from '../bench-run.js';
import { formatNumber } from './format-number.js';
import type { Figure, Section } from './section.js';

/** The contender that others are compared with. */
const bare = 'spin-bare';

/** By so much, in milliseconds, a response is late that waited for a delayed acknowledgement. */
const stall = 35;

export const requestsSection = (run: Run): Section => ({
  title: 'Requests on Spin',
  text: [
    'The service and components that do nothing take turns, in rounds, on the same Spin. CPU time and page faults are those of all processes of a contender, per request. tuned: SPIN_WASMTIME_LINEAR_MEMORY_KEEP_RESIDENT as docs/requests.md recommends.',
    'A stall is a response that took 35 ms longer than the median on fresh connections.',
  ],
  figures: conditionsWith(run, 'memory').map((conditions) => figureOf(run, conditions)),
});

export const requestsAtSizeSection = (run: Run): Section => ({
  title: 'Requests on Spin at size',
  text: [
    'The service on stores with the dataset, repeated: the instances take turns, each request has a connection of its own. The last column compares the p50 with that of the smallest store.',
  ],
  figures: distinct(
    conditionsWith(run, 'takeaways').map(({ request = '' }): Conditions => ({ request })),
  ).map(({ request = '' }) => {
    const all = seriesOf(run, 'spin-request-time', { request }).filter(
      ({ conditions }) => conditions.takeaways !== undefined,
    );
    return {
      caption: String(request),
      columns: ['takeaways', 'p50 ms', 'p95 ms', 'CPU ms', 'relative to the smallest'],
      rows: all.map(({ contender, conditions, samples }) => [
        formatNumber(Number(conditions.takeaways)),
        formatNumber(median(samples)),
        formatNumber(percentile(samples, 0.95)),
        formatNumber(median(samplesOf(run, 'spin-request-cpu', contender, conditions))),
        formatNumber(median(samples) / median(all[0]?.samples ?? samples)),
      ]),
    };
  }),
});

export const keptMemorySection = (run: Run): Section => ({
  title: 'Memory that Spin keeps',
  text: [
    'The list, over kept connections, with SPIN_WASMTIME_LINEAR_MEMORY_KEEP_RESIDENT at several values, which take turns. Memory is the proportional set size of all processes afterwards.',
  ],
  figures: distinct(
    conditionsWith(run, 'kept').map(({ connections = 0 }): Conditions => ({ connections })),
  ).map(({ connections = 0 }) => ({
    caption: `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    columns: ['contender', 'kept, MiB', 'p50 ms', 'CPU ms', 'per s', 'memory, MiB'],
    rows: seriesOf(run, 'spin-memory', { connections }).map(
      ({ contender, conditions, samples }) => {
        const of = (measurement: MeasurementName) =>
          formatNumber(median(samplesOf(run, measurement, contender, conditions)));
        return [
          contenderName(run, contender),
          String(conditions.kept),
          of('spin-request-time'),
          of('spin-request-cpu'),
          of('spin-request-rate'),
          formatNumber(median(samples)),
        ];
      },
    ),
  })),
});

/** @returns the conditions of requests to Spin that have this one, in the order of their series. */
const conditionsWith = (run: Run, name: string): Conditions[] =>
  distinct(
    seriesOf(run, 'spin-request-time').flatMap(({ conditions }) =>
      conditions[name] === undefined ? [] : [conditions],
    ),
  );

const figureOf = (run: Run, conditions: Conditions): Figure => {
  const { request, connection, connections, memory } = conditions;
  const of = (measurement: MeasurementName, contender: string, under = conditions) =>
    samplesOf(run, measurement, contender, under);
  const middle = (samples: readonly number[]) =>
    samples.length === 0 ? '–' : formatNumber(median(samples));
  return {
    caption: `${request}, ${connections === 1 ? '1 connection' : `${connections} connections`}, ${connection}, ${memory} memory`,
    columns: [
      'contender',
      'p50 ms',
      'relative to bare',
      'p95 ms',
      'p50 and p95 relative to fresh',
      'stalls',
      'CPU ms',
      'faults',
      'per s',
    ],
    rows: seriesOf(run, 'spin-request-time', conditions).map(({ contender, samples }) => {
      const fresh = of('spin-request-time', contender, {
        ...conditions,
        connection: 'fresh',
        connections: 1,
      });
      const late = fresh.length === 0 ? Infinity : median(fresh) + stall;
      const ofBare = of('spin-request-time', bare);
      return [
        contenderName(run, contender),
        middle(samples),
        ofBare.length === 0 ? '–' : formatNumber(median(samples) / median(ofBare)),
        formatNumber(percentile(samples, 0.95)),
        connection === 'fresh' || connections !== 1 || fresh.length === 0
          ? '–'
          : [0.5, 0.95]
              .map((share) => formatNumber(percentile(samples, share) / percentile(fresh, share)))
              .join('; '),
        connections === 1
          ? `${samples.filter((time) => time > late).length} of ${samples.length}`
          : '–',
        middle(of('spin-request-cpu', contender)),
        middle(of('spin-request-faults', contender)),
        middle(of('spin-request-rate', contender)),
      ];
    }),
  };
};

const distinct = (all: readonly Conditions[]): Conditions[] => {
  const keys = all.map((conditions) => JSON.stringify(conditions));
  return all.filter((_, n) => keys.indexOf(keys[n] ?? '') === n);
};
