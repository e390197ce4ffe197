/** What a request to Spin costs, relative to a component that does nothing. */
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
    'The service and components that do nothing take turns, in rounds, on the same Spin. CPU time and page faults are those of all processes of a contender, per request. tuned: SPIN_WASMTIME_LINEAR_MEMORY_KEEP_RESIDENT is 8 MiB, so that Spin keeps the memory that an instance has written for the next one; its default is 2 MiB.',
    'A stall is a response that took 35 ms longer than the median on new connections.',
  ],
  figures: distinct(seriesOf(run, 'spin-request-time').map(({ conditions }) => conditions)).map(
    (conditions) => figureOf(run, conditions),
  ),
});

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
