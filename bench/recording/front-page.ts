/** The plots, sentences and table in the README, generated from recorded runs. */
import { JSDOM } from 'jsdom';
import { dataFolder, measurementsFolder } from '../../curation/read-dataset.js';
import type { Series } from '../../curation/verdicts/recorded-run.js';
import { seriesFor } from '../../curation/verdicts/series.js';
import type { Conditions } from '../../src/dataset/records/measurement.js';
import type { Claim } from '../../src/dataset/records/schema.js';
import { formatAmount, formatDate, formatShort } from '../../src/pages/format-text.js';
import { mergeRuns } from '../bench-run.js';
import { situationsOf } from '../capacity/situations.js';
import { escapeText } from '../report/html-report.js';
import { cumulativeShares, fittedLines, palette } from '../report/plots.js';
import type { RecordedRun } from './recorded-runs.js';

/** A plot with its text. */
export interface FrontFigure {
  /** The name of its file, without the extension. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
  /** The amounts, in Markdown. */
  readonly caption: string;
  /** The verdicts on its claims, in Markdown. */
  readonly verdicts: readonly string[];
}

/** Only contenders that run the whole service. */
const services = ['spin', 'spin-quickjs', 'wasmtime-ahead', 'container', 'containerd'];

/** What a figure can show; kinds of cold start are never mixed. */
interface Choice {
  readonly title: string;
  readonly measurement: Series['measurement'];
  /** The conditions of its series, each with a suffix for the contender's name. */
  readonly among: readonly (readonly [said: string, conditions: Conditions])[];
  readonly claim: string;
}

const memoryIn = (shape: string): Conditions => ({ shape, accounting: 'pss', state: 'idle' });
const inOneProcess = [', many in one process', memoryIn('one-process')] as const;

/** What each figure shows: the first choice that a run has measured. */
const figures: Readonly<Record<string, readonly Choice[]>> = {
  'cold-start': [
    {
      title: 'From pod creation to the first response',
      measurement: 'pod-start',
      among: [['', {}]],
      claim: 'faster-startup',
    },
    {
      title: 'From process start to the first response, with a warm page cache',
      measurement: 'process-start',
      among: [['', { cache: 'warm' }]],
      claim: 'faster-startup',
    },
  ],
  memory: [
    {
      title: 'Memory of N idle apps, one per pod or many in one process',
      measurement: 'memory',
      among: [[', one per pod', memoryIn('pod-per-app')], inOneProcess],
      claim: 'memory',
    },
    {
      title: 'Memory of N idle apps, one per process or many in one',
      measurement: 'memory',
      among: [[', one per process', memoryIn('process-per-app')], inOneProcess],
      claim: 'memory',
    },
  ],
};

/**
 * @param claims with their verdicts
 * @returns the figures that recorded runs have samples for, each from the latest such run
 */
export const frontPage = (
  runs: readonly RecordedRun[],
  claims: readonly Claim[],
): FrontFigure[] => {
  const latestFirst = runs.toSorted((one, other) =>
    one.samples.date < other.samples.date ? 1 : -1,
  );
  const judge = (id: string) => claims.filter((claim) => claim.id === id);
  return Object.entries(figures).flatMap(([name, choices]) => {
    const [shown] = choices.flatMap((choice) =>
      latestFirst.flatMap((run) => {
        const lines = linesIn(choice, run);
        return lines.length > 0 ? [{ choice, lines, ...run.samples }] : [];
      }),
    );
    if (!shown) return [];
    const { choice, lines, machine, date } = shown;
    const caption = `**${choice.title}.** ${lines.map(({ label }) => label).join('; ')}. (${choice.measurement === 'memory' ? 'Slopes' : 'Medians'} with 95% intervals; ${machine.cpu}, ${machine.cores} cores; ${formatDate(date)}.)`;
    const verdicts = judge(choice.claim).map(verdictIn);
    return [{ name, title: choice.title, svg: draw(choice, lines), caption, verdicts }];
  });
};

/** The verdict by the present rules; before these have judged anything, the one that earlier rules gave. */
const verdictIn = ({ statement, measurements = [], judgement, earlier = [] }: Claim): string => {
  const [before] = earlier;
  if (measurements.length === 0 && before) {
    return `By earlier rules, the claim “${before.statement}” is **${before.outcome}**. ${before.text}`;
  }
  const { outcome, text } = judgement ?? { outcome: 'undecided', text: '' };
  return outcome === 'depends'
    ? `For the claim “${statement}”, it **depends**. ${text}`
    : `The claim “${statement}” is **${outcome}**. ${text}`;
};

/** @returns a Markdown table of what needs least in each situation; empty if nothing has been recorded. */
export const situationsTable = (runs: readonly RecordedRun[]): string => {
  if (runs.length === 0) return '';
  const rows = situationsOf(mergeRuns(onOneMachine(runs))).map(({ title, counts, needs }) => {
    const [least, ...others] = needs;
    // What the same work takes otherwise: the best of the other side.
    const isContainer = ({ name }: { readonly name: string }) => name.startsWith('Node');
    const other = others.find((one) => least && isContainer(one) !== isContainer(least));
    return [
      title,
      least ? `**${least.name}**: ${least.said}` : '',
      other ? `${other.name}: ${other.said}` : 'nothing else measured',
      counts,
    ];
  });
  if (rows.length === 0) return '';
  return aligned([
    ['situation', 'needs least', 'the best of the other kind', 'what counts'],
    ...rows,
  ]);
};

const onOneMachine = (runs: readonly RecordedRun[]) => {
  const latest = runs.toSorted((one, other) => (one.samples.date < other.samples.date ? 1 : -1))[0];
  return runs
    .map(({ samples }) => samples)
    .filter(({ machine }) => machine.id === latest?.samples.machine.id);
};

/** The tables of pages, in Markdown; each may be empty. */
export interface Tables {
  readonly situations: string;
  readonly parts: string;
}

export const tablesOf = (runs: readonly RecordedRun[]): Tables => ({
  situations: situationsTable(runs),
  parts: partsTable(runs),
});

/** The pages with generated regions, and their content. */
export const measuredPages: readonly {
  readonly file: string;
  readonly region: (figures: readonly FrontFigure[], tables: Tables) => string;
}[] = [
  {
    file: 'README.md',
    region: (figures, { situations }) =>
      [
        situations,
        ...figures.slice(0, 1).map((figure) => `${imageOf(figure, '')}\n\n${figure.caption}`),
      ]
        .filter(Boolean)
        .join('\n\n'),
  },
  {
    file: 'docs/measuring.md',
    region: (figures, { parts }) =>
      [
        parts,
        ...figures.map((figure) =>
          [imageOf(figure, '../'), figure.caption, ...figure.verdicts].join('\n\n'),
        ),
      ]
        .filter(Boolean)
        .join('\n\n'),
  },
];

const imageOf = ({ title, name }: FrontFigure, up: string): string =>
  `![${title}](${up}${dataFolder}/${measurementsFolder}/${name}.svg)`;

/** One series of one contender. */
interface Line {
  /** The name and the amount. */
  readonly label: string;
  readonly name: string;
  readonly amount: string;
  readonly samples: readonly number[];
  readonly points: readonly (readonly [apps: number, sample: number])[];
}

/** @returns the run's series for a choice; empty if it lacks the first conditions. */
const linesIn = (
  { measurement, among }: Pick<Choice, 'measurement' | 'among'>,
  { samples, summary }: RecordedRun,
  contenders = services,
): Line[] => {
  const lines = among.map(([said, conditions]) =>
    contenders.flatMap((contender): Line[] => {
      const wanted = { measurement, conditions };
      const raw = seriesFor(wanted, samples.series).find((one) => one.contender === contender);
      const made = seriesFor(wanted, summary.series).find((one) => one.contender === contender);
      if (!raw || !made) return [];
      const name = `${samples.contenders.find(({ id }) => id === contender)?.name}${said}`;
      const amount = `${formatAmount(made.value, made.unit)} (${formatShort(made.low)} to ${formatShort(made.high)})`;
      return [
        {
          label: `${name}: ${amount}`,
          name,
          amount,
          samples: raw.samples,
          points: raw.samples.map((sample, n) => [raw.apps?.[n] ?? 0, sample]),
        },
      ];
    }),
  );
  return lines[0]?.length ? lines.flat() : [];
};

/** The service and minimal servers, which together show the cost of the engine, the runtime and the container. */
const parts = [
  'spin',
  'spin-quickjs',
  'spin-bare',
  'spin-noop',
  'wasmtime',
  'wasmtime-ahead',
  'container',
  'containerd',
  'container-typical',
  'node-bare',
];

const ofProcess: readonly Pick<Choice, 'measurement' | 'among'>[] = [
  { measurement: 'process-start', among: [['', { cache: 'warm' }]] },
  { measurement: 'memory', among: [['', memoryIn('process-per-app')]] },
];

/** @returns a Markdown table of process starts and memory from the latest run that has both; empty if there is none. */
export const partsTable = (runs: readonly RecordedRun[]): string => {
  const tables = runs
    .toSorted((one, other) => (one.samples.date < other.samples.date ? 1 : -1))
    .map((run) => ofProcess.map((choice) => linesIn(choice, run, parts)));
  const [starts = [], memory = []] =
    tables.find((each) => each.every(({ length }) => length)) ?? [];
  if (starts.length === 0) return '';
  const rows = starts.map(({ name, amount }) => {
    const held = memory.find((line) => line.name === name);
    return [name, amount, held?.amount ?? 'not measured'];
  });
  return aligned([
    ['without pods', 'process start, warm page cache', 'memory per idle app'],
    ...rows,
  ]);
};

/** A Markdown table with padded columns. */
const aligned = ([head = [], ...rows]: readonly (readonly string[])[]): string => {
  const widths = head.map((_, n) => Math.max(...[head, ...rows].map((row) => row[n]?.length ?? 0)));
  const line = (cells: readonly string[], filler = ' ') =>
    `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0, filler)).join(' | ')} |`;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
};

const lineHeight = 22;
const width = 800;

/** The plot with its legend, as a standalone image that follows the reader's colour scheme. */
const draw = ({ title, measurement }: Choice, lines: readonly Line[]): string => {
  const drawn =
    measurement === 'memory' ? fittedLines(lines, 'MiB') : cumulativeShares(lines, 'ms');
  const { window } = new JSDOM(drawn);
  const plot = [...window.document.querySelectorAll('svg')].at(-1);
  if (!plot) throw new Error('The plot has no SVG element.');
  const top = 12 + lines.length * lineHeight;
  const height = top + Number(plot.getAttribute('height'));
  plot.setAttribute('y', String(top));
  const legend = lines.map(({ label }, index) => {
    const y = 8 + index * lineHeight;
    return `<rect x="10" y="${y}" width="14" height="14" fill="${palette[index % palette.length]}"/><text x="32" y="${y + 12}">${escapeText(label)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="14" fill="currentColor"><title>${escapeText(title)}</title><style>:root{color:#1f2328}@media (prefers-color-scheme:dark){:root{color:#e6edf3}}</style>
${legend.join('\n')}
${new window.XMLSerializer().serializeToString(plot)}
</svg>
`;
};
