/** The sections of the report, computed from the samples of a run. */

import {
  median,
  medianEstimate,
  percentile,
  ratioEstimate,
  slopeEstimate,
} from '../../curation/verdicts/statistics.js';
import {
  type Conditions,
  contenderName,
  pointsOf,
  type Run,
  type Series,
  samplesOf,
  seriesOf,
} from '../bench-run.js';
import { carbonOfMillion, inputs } from '../capacity/cost.js';
import { capacitySection } from './capacity-section.js';
import { claimsSection } from './claims-section.js';
import { formatEstimate, formatNumber } from './format-number.js';
import { bars, cumulativeShares, fittedLines } from './plots.js';
import { portabilitySection } from './portability-section.js';
import { keptMemorySection, requestsAtSizeSection, requestsSection } from './requests-section.js';
import type { Figure, Section } from './section.js';

/** The contender that others are compared with. */
const baseline = 'container';

/** @returns the sections that the run has samples for. */
export const sectionsOf = (run: Run): Section[] =>
  [
    claimsSection(run),
    requestStartSection(run),
    requestsSection(run),
    requestsAtSizeSection(run),
    keptMemorySection(run),
    processStartSection(run),
    podStartSection(run),
    memorySection(run),
    sizeSection(run),
    throughputSection(run),
    fixedRateSection(run),
    costSection(run),
    capacitySection(run),
    portabilitySection(run),
    skippedSection(run),
    runSection(run),
  ].filter(({ figures }) => figures.length > 0);

const requestStartSection = (run: Run): Section => ({
  title: 'Cold start (a): a fresh instance per request',
  text: [
    'Sequential requests to a warm process, timed by the client. Spin, Wasmtime and the local host answer each request with a fresh instance. Node does not, so it shows the time that HTTP itself takes. The time of a trivial request is an upper bound for the start of an instance. The bare components separate the cost of our code from that of the engine, and the cost of the engine from that of Wasm.',
    'On reused connections, Spin’s responses can be delayed by about 40 ms: Nagle’s algorithm waits for a delayed acknowledgement. This delay comes from the network, not from the instance.',
  ],
  figures: [
    { answer: 'alive', caption: 'Trivial request' },
    { answer: 'list', caption: 'First page of the list' },
  ].flatMap(({ answer, caption }) => [
    ...timings(run, 'request-time', `${caption}, new connections`, { answer, connection: 'fresh' }),
    ...timings(run, 'request-time', `${caption}, reused connection`, {
      answer,
      connection: 'kept',
    }),
  ]),
});

const processStartSection = (run: Run): Section => ({
  title: 'Cold start (b): from process start to first response',
  text: [
    'From process creation to the end of the first correct response to the list, polled every millisecond. Contenders take turns in random order. Except for the very first start, the store has data and compiled code is cached.',
    'The baseline container is started by runc alone, without the daemon and network of a container engine, which is faster than any cluster. Under containerd, `ctr run` starts it from an unpacked image on a running daemon, also without a network of its own. If the temporary directory is on an overlay file system, each container gets a copy of the image instead of a layer.',
  ],
  figures: [
    timings(run, 'process-start', 'Warm page cache', { cache: 'warm' }),
    timings(run, 'process-start', 'Dropped page cache', { cache: 'dropped' }),
    timings(run, 'first-start', 'Very first start: nothing compiled, no data', {}),
  ].flat(),
});

const podStartSection = (run: Run): Section => ({
  title: 'Cold start (c): from pod creation to first response',
  text: ['From pod creation to the end of the first 200 response, with the image on the node.'],
  figures: [
    timings(run, 'pod-start', 'First response', {}),
    timings(run, 'pod-phase', 'Scheduled', { phase: 'scheduled' }),
    timings(run, 'pod-phase', 'Container started', { phase: 'started' }),
    timings(run, 'pod-phase', 'Readiness probe passed', { phase: 'ready' }),
    scaleOuts(run),
  ].flat(),
});

const scaleOuts = (run: Run): Figure[] => {
  const series = seriesOf(run, 'pod-phase', { phase: 'all-answer' });
  if (series.length === 0) return [];
  return [
    {
      caption: 'Scaling out: until all pods responded, ms',
      columns: ['contender', 'from', 'to', 'ms'],
      rows: series.map(({ contender, conditions, samples }) => [
        contenderName(run, contender),
        String(conditions.from),
        String(conditions.to),
        formatNumber(median(samples)),
      ]),
    },
  ];
};

const memorySection = (run: Run): Section => ({
  title: 'Memory',
  text: [
    'The memory of all processes of N apps, including helper processes. The slope of the fitted line is the memory of one more app; its interval comes from resampling the points. Only apps that had just answered correctly are counted. Proportional set size (PSS) divides shared pages among the processes that share them; cgroups also count the active page cache. The bench runs on Node, so contenders on Node share the pages of its binary. Under containerd, PSS includes the shim of each container, but not the daemon, which serves the whole machine; a container’s cgroup does not include its shim.',
    'Many apps in one process are components of one Spin application: the same component file, each on its own route, with one store.',
  ],
  figures: groupsOf(seriesOf(run, 'memory')).map(({ conditions, series }) => {
    const all = series.map((one) => ({ ...one, points: pointsOf(one) }));
    return {
      caption: describe(conditions),
      columns: ['contender', 'MiB per app (95%)', 'min MiB', 'max N', 'samples'],
      rows: all
        .filter(({ points }) => new Set(points.map(([apps]) => apps)).size > 1)
        .map(({ contender, points }) => [
          contenderName(run, contender),
          formatEstimate(slopeEstimate(points)),
          formatNumber(Math.min(...points.map(([, mebibytes]) => mebibytes))),
          String(Math.max(...points.map(([apps]) => apps))),
          String(points.length),
        ]),
      plot: fittedLines(
        all.map(({ contender, points }) => ({ name: contenderName(run, contender), points })),
        'MiB',
      ),
    };
  }),
});

const sizeSection = (run: Run): Section => {
  const forms = ['registry', 'registry-gzip', 'registry-zstd', 'disk', 'ready'];
  const of = (contender: string, form: string) =>
    seriesOf(run, 'size', { form }).find((series) => series.contender === contender)?.samples[0];
  const contenders = [...new Set(seriesOf(run, 'size').map(({ contender }) => contender))];
  const megabytes = (bytes: number | undefined) =>
    bytes === undefined ? '–' : formatNumber(bytes / 1e6);
  const figure: Figure = {
    caption: 'Megabytes (10⁶ bytes) by form',
    columns: ['contender', ...forms],
    rows: contenders.map((one) => [
      contenderName(run, one),
      ...forms.map((form) => megabytes(of(one, form))),
    ]),
    plot: bars(
      contenders.flatMap((one) =>
        forms.flatMap((form) => {
          const bytes = of(one, form);
          return bytes === undefined
            ? []
            : [{ name: contenderName(run, one), group: form, value: bytes / 1e6 }];
        }),
      ),
      'MB',
    ),
  };
  return {
    title: 'Size',
    text: [
      'registry: as pulled; Spin stores components uncompressed, containers have compressed layers. registry-gzip and registry-zstd: the component with compressed layers. disk: unpacked. ready: with the code that the runtime compiles.',
    ],
    figures: contenders.length > 0 ? [figure] : [],
  };
};

const throughputSection = (run: Run): Section => {
  const series = seriesOf(run, 'throughput');
  return {
    title: 'Throughput',
    text: [
      'Correct responses per second at saturation, with 16 concurrent requests on new connections. The load generator and the server are pinned to different cores. runc and containerd run the same process, so the container is measured once.',
    ],
    figures: series.length
      ? [
          {
            caption: 'Requests per second',
            columns: ['contender', 'median (95%)', 'relative to container (95%)', 'windows'],
            rows: series.map((one) => [
              contenderName(run, one.contender),
              formatEstimate(medianEstimate(one.samples)),
              ratioToBaseline(series, one),
              String(one.samples.length),
            ]),
            plot: bars(
              series.map(({ contender, samples }) => ({
                name: contenderName(run, contender),
                group: '',
                value: percentile(samples, 0.5),
              })),
              'requests/s',
            ),
          },
        ]
      : [],
  };
};

const fixedRateSection = (run: Run): Section => ({
  title: 'Latency and CPU time at fixed rates',
  text: [
    'Requests are sent on schedule, whether or not earlier ones have been answered, and timed from when they were due. CPU time includes all processes of the contender. Contenders that saturate below a rate are omitted.',
  ],
  figures: ratesOf(run).flatMap((rate): Figure[] => {
    const processor = seriesOf(run, 'cpu-time', { rate });
    const latency = seriesOf(run, 'latency', { rate });
    return [
      {
        caption: `${rate} requests/s`,
        columns: [
          'contender',
          'p50 ms (95%)',
          'p99 ms',
          'CPU ms per 1,000 requests (95%)',
          'relative to container',
          'requests',
        ],
        rows: latency.map((one) => {
          const time = processor.find(({ contender }) => contender === one.contender);
          return [
            contenderName(run, one.contender),
            formatEstimate(medianEstimate(one.samples)),
            formatNumber(percentile(one.samples, 0.99)),
            time ? formatEstimate(medianEstimate(time.samples)) : '–',
            time ? ratioToBaseline(processor, time) : '–',
            String(one.samples.length),
          ];
        }),
        plot: cumulativeShares(named(run, latency), 'ms'),
      },
    ];
  }),
});

const costSection = (run: Run): Section => ({
  title: 'Cost of a million requests',
  text: [
    'CPU time used, and memory held while the requests arrive, at list prices. Set your own prices in the environment. The lower the rate, the more the cost depends on memory.',
  ],
  figures: ratesOf(run).length
    ? [
        {
          caption: 'USD per 1,000,000 requests, for one app',
          columns: ['contender', ...ratesOf(run).map((rate) => `at ${rate}/s (95%)`)],
          rows: contendersOf(seriesOf(run, 'cost')).map((contender) => [
            contenderName(run, contender),
            ...ratesOf(run).map((rate) => {
              const one = seriesOf(run, 'cost', { rate }).find((s) => s.contender === contender);
              return one ? formatEstimate(medianEstimate(one.samples)) : '–';
            }),
          ]),
        },
        {
          caption: 'Software carbon intensity: g CO2e per 1,000,000 requests',
          columns: ['contender', ...ratesOf(run).map((rate) => `at ${rate}/s`)],
          rows: contendersOf(seriesOf(run, 'cpu-time')).map((contender) => [
            contenderName(run, contender),
            ...ratesOf(run).map((rate) => carbonAt(run, contender, rate)),
          ]),
        },
        {
          caption: 'Assumptions',
          columns: ['variable', 'value', 'unit', 'source'],
          rows: Object.values(inputs).map(({ name, value, unit, source }) => [
            name,
            formatNumber(value),
            unit,
            source,
          ]),
        },
      ]
    : [],
});

/** From the CPU time at the rate, and the memory of one process after a burst. */
const carbonAt = (run: Run, contender: string, rate: number): string => {
  const processor = samplesOf(run, 'cpu-time', contender, { rate });
  const [memory] = seriesOf(run, 'memory', {
    shape: 'process-per-app',
    accounting: 'pss',
    state: 'after-burst',
  }).filter((series) => series.contender === contender);
  const ofOne = memory?.samples.filter((_, n) => memory.apps?.[n] === 1) ?? [];
  if (processor.length === 0 || ofOne.length === 0) return '–';
  const usage = { processorMilliseconds: median(processor), mebibytes: median(ofOne), rate };
  return formatNumber(carbonOfMillion(usage));
};

const skippedSection = (run: Run): Section => ({
  title: 'Not measured',
  text: [],
  figures: run.skipped.length
    ? [
        {
          caption: 'Skipped',
          columns: ['what', 'reason'],
          rows: run.skipped.map(({ what, because }) => [what, because]),
        },
      ]
    : [],
});

const runSection = (run: Run): Section => ({
  title: 'About this run',
  text: [
    'Intervals are 95% bootstrap intervals (2,000 resamples, seeded). No samples were discarded. The results apply to this machine only.',
  ],
  figures: [
    {
      caption: 'Machine and versions',
      columns: ['property', 'value'],
      rows: Object.entries({
        date: run.date,
        commit: run.commit,
        ...run.machine,
        ...run.versions,
      }).map(([name, value]) => [name, String(value)]),
    },
  ],
});

/** A table and an ECDF of times under exactly these conditions. */
const timings = (
  run: Run,
  measurement: Series['measurement'],
  caption: string,
  conditions: Conditions,
): Figure[] => {
  const series = seriesOf(run, measurement, conditions).filter(
    (one) => Object.keys(one.conditions).length === Object.keys(conditions).length,
  );
  if (series.length === 0) return [];
  return [
    {
      caption,
      columns: ['contender', 'median ms (95%)', 'p95 ms', 'relative to container (95%)', 'samples'],
      rows: series.map((one) => [
        contenderName(run, one.contender),
        formatEstimate(medianEstimate(one.samples)),
        formatNumber(percentile(one.samples, 0.95)),
        ratioToBaseline(series, one),
        String(one.samples.length),
      ]),
      plot: cumulativeShares(named(run, series), 'ms'),
    },
  ];
};

const named = (run: Run, series: readonly Series[]) =>
  series.map(({ contender, samples }) => ({ name: contenderName(run, contender), samples }));

/** The contender's median divided by the baseline's. */
const ratioToBaseline = (all: readonly Series[], one: Series): string => {
  const base = all.find(({ contender }) => contender === baseline);
  if (!base || base === one) return '–';
  return `× ${formatEstimate(ratioEstimate(one.samples, base.samples))}`;
};

const contendersOf = (series: readonly Series[]): string[] => [
  ...new Set(series.map(({ contender }) => contender)),
];

const ratesOf = (run: Run): number[] =>
  [...new Set(seriesOf(run, 'latency').map(({ conditions }) => Number(conditions.rate)))].sort(
    (a, b) => a - b,
  );

/** Groups of series that differ only in their contender. */
const groupsOf = (series: readonly Series[]): { conditions: Conditions; series: Series[] }[] => {
  const groups = new Map<string, Series[]>();
  for (const one of series) {
    const key = JSON.stringify(one.conditions);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => ({
    conditions: group[0]?.conditions ?? {},
    series: group,
  }));
};

const describe = ({ shape, accounting, state }: Conditions): string =>
  [
    {
      'process-per-app': 'A process per app',
      'pod-per-app': 'A pod per app',
      'one-process': 'Many apps in one process',
    }[String(shape)],
    accounting === 'pss' ? 'proportional set size' : 'cgroup memory',
    state === 'idle' ? 'idle' : 'after a burst',
  ].join(', ');
