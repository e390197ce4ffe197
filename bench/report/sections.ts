/** The report's sections, made from a run's samples alone. */

import {
  median,
  medianEstimate,
  type Point,
  percentile,
  ratioEstimate,
  slopeEstimate,
} from '../../curation/verdicts/statistics.js';
import { carbonOfMillion, inputs } from '../capacity/cost.js';
import {
  type Conditions,
  nameOf,
  type Run,
  type Series,
  samplesOf,
  seriesOf,
} from '../recording/run.js';
import { capacitySection } from './capacity.js';
import { claimsSection } from './claims.js';
import { formatEstimate, formatNumber } from './format.js';
import { bars, cumulativeShares, fittedLines } from './plots.js';
import { portability } from './portability.js';
import type { Figure, Section } from './section.js';

/** Whom all others are compared with. */
const baseline = 'container';

/** @returns the sections for which the run has samples. */
export const sectionsOf = (run: Run): Section[] =>
  [
    claimsSection(run),
    requestStarts(run),
    processStarts(run),
    podStarts(run),
    memory(run),
    sizes(run),
    throughput(run),
    fixedRates(run),
    cost(run),
    capacitySection(run),
    portability(run),
    left(run),
    about(run),
  ].filter(({ figures }) => figures.length > 0);

const requestStarts = (run: Run): Section => ({
  title: 'Cold start (a): a fresh instance for a request',
  text: [
    'One request after the other to a warm process, timed by the caller. On Spin, Wasmtime and the local host a fresh instance answers each; Node has nothing like it, and shows what HTTP itself takes; in a container it is the same process, whoever started it. A request that does next to nothing bounds the start of an instance from above; the bare components separate our code from the engine, and the engine from Wasm.',
    'On kept connections Spin’s answers can wait some 40 ms for a delayed acknowledgement, because Nagle’s algorithm is on: that is the network’s, not the instance’s.',
  ],
  figures: [
    timings(run, 'request-time', 'Next to nothing, on fresh connections', {
      answer: 'alive',
      connection: 'fresh',
    }),
    timings(run, 'request-time', 'Next to nothing, on a kept connection', {
      answer: 'alive',
      connection: 'kept',
    }),
    timings(run, 'request-time', 'The first page of the list, on fresh connections', {
      answer: 'list',
      connection: 'fresh',
    }),
    timings(run, 'request-time', 'The first page of the list, on a kept connection', {
      answer: 'list',
      connection: 'kept',
    }),
  ].flat(),
});

const processStarts = (run: Run): Section => ({
  title: 'Cold start (b): a process, up to its first answer',
  text: [
    'From before the process is made to the end of its first correct answer to the list, asked for again every millisecond. Contenders take turns in shuffled order. Data is in the store already, and code that a runtime compiles has been compiled and kept, except in the first start ever.',
    'The container that others are compared with is started by runc alone, without the daemon and the network of a container engine: no cluster starts it as fast. Under containerd it is started by `ctr run`, from an image that was imported and unpacked before, by a daemon that runs already; it has no network of its own either. Where the temporary directory is itself an overlay, each container gets a copy of the image instead of a layer over it.',
  ],
  figures: [
    timings(run, 'process-start', 'Page cache warm', { cache: 'warm' }),
    timings(run, 'process-start', 'Page cache dropped', { cache: 'dropped' }),
    timings(run, 'first-start', 'First start ever: nothing compiled, no data', {}),
  ].flat(),
});

const podStarts = (run: Run): Section => ({
  title: 'Cold start (c): a pod, up to its first answer',
  text: ['From the pod’s creation to the end of its first 200, its image on the node already.'],
  figures: [
    timings(run, 'pod-start', 'First answer', {}),
    timings(run, 'pod-phase', 'Scheduled', { phase: 'scheduled' }),
    timings(run, 'pod-phase', 'Container started', { phase: 'started' }),
    timings(run, 'pod-phase', 'Ready, by its probe', { phase: 'ready' }),
    scaleOuts(run),
  ].flat(),
});

const scaleOuts = (run: Run): Figure[] => {
  const series = seriesOf(run, 'pod-phase', { phase: 'all-answer' });
  if (series.length === 0) return [];
  return [
    {
      caption: 'Until all of more pods answered, ms',
      columns: ['contender', 'from', 'to', 'ms'],
      rows: series.map(({ contender, conditions, samples }) => [
        nameOf(run, contender),
        String(conditions.from),
        String(conditions.to),
        formatNumber(median(samples)),
      ]),
    },
  ];
};

const memory = (run: Run): Section => ({
  title: 'Memory',
  text: [
    'What all processes of N apps hold together, helpers included. The slope of the fitted line is the memory of one more app; its interval comes from resampling the points. Only apps that answered correctly just before count. Proportional set size (PSS) divides shared pages by their users; cgroups count the page cache too, less what is inactive. The bench itself runs on Node, so contenders on Node share the pages of its program with it. Under containerd the shim beside each container counts; the daemon, one for the whole machine as a kubelet is, does not. Nor does a container’s cgroup count its shim.',
    'Many apps in one process are components of one Spin application with a route each; the same component file, below its own path, and one store for all.',
  ],
  figures: groupsOf(seriesOf(run, 'memory')).map(({ conditions, series }) => {
    const all = series.map((one) => ({ ...one, points: pointsOf(one) }));
    return {
      caption: describe(conditions),
      columns: ['contender', 'MiB per app (95%)', 'least MiB', 'largest N', 'samples'],
      rows: all
        .filter(({ points }) => new Set(points.map(([apps]) => apps)).size > 1)
        .map(({ contender, points }) => [
          nameOf(run, contender),
          formatEstimate(slopeEstimate(points)),
          formatNumber(Math.min(...points.map(([, mebibytes]) => mebibytes))),
          String(Math.max(...points.map(([apps]) => apps))),
          String(points.length),
        ]),
      plot: fittedLines(
        all.map(({ contender, points }) => ({ name: nameOf(run, contender), points })),
        'MiB',
      ),
    };
  }),
});

const sizes = (run: Run): Section => {
  const forms = ['registry', 'registry-gzip', 'registry-zstd', 'disk', 'ready'];
  const of = (contender: string, form: string) =>
    seriesOf(run, 'size', { form }).find((series) => series.contender === contender)?.samples[0];
  const contenders = [...new Set(seriesOf(run, 'size').map(({ contender }) => contender))];
  const megabytes = (bytes: number | undefined) =>
    bytes === undefined ? '–' : formatNumber(bytes / 1e6);
  const figure: Figure = {
    caption: 'Megabytes (10⁶ bytes) of each form',
    columns: ['contender', ...forms],
    rows: contenders.map((one) => [
      nameOf(run, one),
      ...forms.map((form) => megabytes(of(one, form))),
    ]),
    plot: bars(
      contenders.flatMap((one) =>
        forms.flatMap((form) => {
          const bytes = of(one, form);
          return bytes === undefined
            ? []
            : [{ name: nameOf(run, one), group: form, value: bytes / 1e6 }];
        }),
      ),
      'MB',
    ),
  };
  return {
    title: 'Size',
    text: [
      'registry: as it is pulled. Spin’s layers hold the component uncompressed, a container’s layers are compressed; registry-gzip and registry-zstd are what the component would take if its layers were. disk: as it lies unpacked. ready: with what the runtime compiles beforehand.',
    ],
    figures: contenders.length > 0 ? [figure] : [],
  };
};

const throughput = (run: Run): Section => {
  const series = seriesOf(run, 'throughput');
  return {
    title: 'Throughput',
    text: [
      'Correct answers per second at saturation, with 16 connections that are made anew for each request. Load generator and server have cores of their own. Containers are measured once, for runc and containerd run the same process.',
    ],
    figures: series.length
      ? [
          {
            caption: 'Requests per second',
            columns: ['contender', 'median (95%)', 'against the container (95%)', 'windows'],
            rows: series.map((one) => [
              nameOf(run, one.contender),
              formatEstimate(medianEstimate(one.samples)),
              against(series, one),
              String(one.samples.length),
            ]),
            plot: bars(
              series.map(({ contender, samples }) => ({
                name: nameOf(run, contender),
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

const fixedRates = (run: Run): Section => ({
  title: 'Latency and processor time at fixed rates',
  text: [
    'Requests are sent when they are due, whether or not earlier ones have been answered, and timed from when they were due. Processor time is that of all the contender’s processes. A contender that saturates below a rate has no row for it.',
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
          'processor ms per 1,000 requests (95%)',
          'against the container',
          'requests',
        ],
        rows: latency.map((one) => {
          const time = processor.find(({ contender }) => contender === one.contender);
          return [
            nameOf(run, one.contender),
            formatEstimate(medianEstimate(one.samples)),
            formatNumber(percentile(one.samples, 0.99)),
            time ? formatEstimate(medianEstimate(time.samples)) : '–',
            time ? against(processor, time) : '–',
            String(one.samples.length),
          ];
        }),
        plot: cumulativeShares(named(run, latency), 'ms'),
      },
    ];
  }),
});

const cost = (run: Run): Section => ({
  title: 'Cost of a million requests',
  text: [
    'Processor time used, and memory held while the requests arrive, at stated prices, which are assumptions: set them to yours in the environment. The lower the rate, the more memory decides.',
  ],
  figures: ratesOf(run).length
    ? [
        {
          caption: 'USD per 1,000,000 requests, for one app',
          columns: ['contender', ...ratesOf(run).map((rate) => `at ${rate}/s (95%)`)],
          rows: contendersOf(seriesOf(run, 'cost')).map((contender) => [
            nameOf(run, contender),
            ...ratesOf(run).map((rate) => {
              const one = seriesOf(run, 'cost', { rate }).find((s) => s.contender === contender);
              return one ? formatEstimate(medianEstimate(one.samples)) : '–';
            }),
          ]),
        },
        {
          caption:
            'Software carbon intensity (ISO/IEC 21031), g CO2eq per 1,000,000 requests, estimated',
          columns: ['contender', ...ratesOf(run).map((rate) => `at ${rate}/s`)],
          rows: contendersOf(seriesOf(run, 'cpu-time')).map((contender) => [
            nameOf(run, contender),
            ...ratesOf(run).map((rate) => carbonAt(run, contender, rate)),
          ]),
        },
        {
          caption: 'What this assumes',
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

/** From processor time at the rate, and what one app's process holds after a burst. */
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

const left = (run: Run): Section => ({
  title: 'What was not measured',
  text: [],
  figures: run.skipped.length
    ? [
        {
          caption: 'Left out',
          columns: ['what', 'why, and what to do'],
          rows: run.skipped.map(({ what, because }) => [what, because]),
        },
      ]
    : [],
});

const about = (run: Run): Section => ({
  title: 'About this run',
  text: [
    'Intervals are 95% bootstrap intervals (2,000 resamples, seeded). No sample was left out. The medians of one run say nothing about other machines.',
  ],
  figures: [
    {
      caption: 'Machine and versions',
      columns: ['what', 'value'],
      rows: Object.entries({
        date: run.date,
        commit: run.commit,
        ...run.machine,
        ...run.versions,
      }).map(([name, value]) => [name, String(value)]),
    },
  ],
});

/** A table and an ECDF of what took time, under exactly these conditions. */
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
      columns: ['contender', 'median ms (95%)', 'p95 ms', 'against the container (95%)', 'samples'],
      rows: series.map((one) => [
        nameOf(run, one.contender),
        formatEstimate(medianEstimate(one.samples)),
        formatNumber(percentile(one.samples, 0.95)),
        against(series, one),
        String(one.samples.length),
      ]),
      plot: cumulativeShares(named(run, series), 'ms'),
    },
  ];
};

const named = (run: Run, series: readonly Series[]) =>
  series.map(({ contender, samples }) => ({ name: nameOf(run, contender), samples }));

/** How many times the baseline's median a contender's median is. */
const against = (all: readonly Series[], one: Series): string => {
  const base = all.find(({ contender }) => contender === baseline);
  if (!base || base === one) return '–';
  return `× ${formatEstimate(ratioEstimate(one.samples, base.samples))}`;
};

const pointsOf = ({ samples, apps = [] }: Series): Point[] =>
  samples.map((sample, n) => [apps[n] ?? 0, sample]);

const contendersOf = (series: readonly Series[]): string[] => [
  ...new Set(series.map(({ contender }) => contender)),
];

const ratesOf = (run: Run): number[] =>
  [...new Set(seriesOf(run, 'latency').map(({ conditions }) => Number(conditions.rate)))].sort(
    (a, b) => a - b,
  );

/** Series that differ in nothing but their contender. */
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
