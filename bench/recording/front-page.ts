/**
 * What the README opens with: the two plots that matter and the sentences under each, all of it made from a
 * recorded run.
 */
import { JSDOM } from 'jsdom';
import type { Series } from '../../curation/verdicts/recorded-run.js';
import { seriesFor, withVerdict } from '../../curation/verdicts/verdict.js';
import type { Conditions } from '../../src/dataset/records/measurement.js';
import type { Claim } from '../../src/dataset/records/schema.js';
import { formatAmount, formatDate, formatShort } from '../../src/pages/format-text.js';
import { cumulativeShares, fittedLines, palette } from '../report/plots.js';
import type { RecordedRun } from './recorded-runs.js';

/** A plot and what is written under it. */
export interface FrontFigure {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
  /** Markdown. */
  readonly sentences: string;
}

/** The same service in each of them; what has less to do would be compared unfairly. */
const services = ['spin', 'wasmtime', 'local-host', 'node', 'container'];

/** What a figure may show. The three kinds of cold start are never in one. */
interface Choice {
  readonly title: string;
  readonly measurement: Series['measurement'];
  /** The conditions of its series, each with what is said of them. */
  readonly among: readonly (readonly [said: string, conditions: Conditions])[];
  readonly claim: string;
}

const memoryIn = (shape: string): Conditions => ({ shape, accounting: 'pss', state: 'idle' });
const inOneProcess = [', many in one process', memoryIn('one-process')] as const;

/** For each figure what it shows: the first that a run has measured. */
const figures: Readonly<Record<string, readonly Choice[]>> = {
  'cold-start': [
    {
      title: 'From the creation of a pod to its first answer',
      measurement: 'pod-start',
      among: [['', {}]],
      claim: 'faster-startup',
    },
    {
      title: 'From the start of a process to its first answer, page cache warm',
      measurement: 'process-start',
      among: [['', { cache: 'warm' }]],
      claim: 'faster-startup',
    },
  ],
  memory: [
    {
      title: 'Memory of N apps, a pod each or many in one process, idle',
      measurement: 'memory',
      among: [[', a pod each', memoryIn('pod-per-app')], inOneProcess],
      claim: 'memory',
    },
    {
      title: 'Memory of N apps, a process each or many in one, idle',
      measurement: 'memory',
      among: [[', a process each', memoryIn('process-per-app')], inOneProcess],
      claim: 'memory',
    },
  ],
};

/**
 * @param runs recorded ones
 * @param claims with the rules that judge them
 * @returns the figures that there are samples for, each from the latest run that has them
 */
export const frontPage = (
  runs: readonly RecordedRun[],
  claims: readonly Claim[],
): FrontFigure[] => {
  const latestFirst = runs.toSorted((one, other) =>
    one.samples.date < other.samples.date ? 1 : -1,
  );
  const judge = (id: string) =>
    claims
      .filter((claim) => claim.id === id)
      .map((claim) =>
        withVerdict(
          claim,
          runs.map(({ summary }) => summary),
        ),
      );
  return Object.entries(figures).flatMap(([name, choices]) => {
    const [shown] = choices.flatMap((choice) =>
      latestFirst.flatMap((run) => {
        const lines = linesIn(choice, run);
        return lines.length > 0 ? [{ choice, lines, ...run.samples }] : [];
      }),
    );
    if (!shown) return [];
    const { choice, lines, machine, date } = shown;
    const sentences = [
      `**${choice.title}.** ${lines.map(({ label }) => label).join('; ')}.`,
      ...judge(choice.claim).map(
        ({ statement, verdict }) =>
          `The claim “${statement}” is **${verdict?.outcome}**. ${verdict?.text}`,
      ),
      `(${choice.measurement === 'memory' ? 'Slopes' : 'Medians'} with 95% intervals; ${machine.cpu}, ${machine.cores} cores; ${formatDate(date)}.)`,
    ];
    return [
      { name, title: choice.title, svg: draw(choice, lines), sentences: sentences.join(' ') },
    ];
  });
};

/** One contender under the same conditions. */
interface Line {
  /** The name, and its number in words. */
  readonly label: string;
  readonly name: string;
  readonly amount: string;
  readonly samples: readonly number[];
  readonly points: readonly (readonly [apps: number, sample: number])[];
}

/** @returns what the run has of a choice; nothing where it lacks the first conditions. */
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

/** What tells the engine's part from the runtime's: the service, as little as can answer, and containers. */
const parts = ['spin', 'spin-bare', 'spin-noop', 'container', 'containerd', 'node-bare'];

/** Of a process, without any pod. */
const ofProcess: readonly Pick<Choice, 'measurement' | 'among'>[] = [
  { measurement: 'process-start', among: [['', { cache: 'warm' }]] },
  { measurement: 'memory', among: [['', memoryIn('process-per-app')]] },
];

/**
 * @param runs recorded ones
 * @returns a Markdown table of what the engine, the runtime and the container take by the latest run of
 * processes, or nothing where there is none
 */
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
    ['without pods', 'start of a process, page cache warm', 'memory of one more app, idle'],
    ...rows,
  ]);
};

/** A Markdown table as the formatter would have it. */
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

/** The plot with its legend above, as an image of its own that follows the reader's colour scheme. */
const draw = ({ title, measurement }: Choice, lines: readonly Line[]): string => {
  const drawn =
    measurement === 'memory' ? fittedLines(lines, 'MiB') : cumulativeShares(lines, 'ms');
  const { window } = new JSDOM(drawn);
  const plot = [...window.document.querySelectorAll('svg')].at(-1);
  if (!plot) throw new Error('The plot is no SVG.');
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

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
