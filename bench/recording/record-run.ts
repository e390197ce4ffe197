/** Records a finished run in the dataset: its raw samples, and the summary computed from them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, measurementsFolder, readDataset } from '../../curation/read-dataset.js';
import type { Samples, Summary } from '../../curation/verdicts/recorded-run.js';
import { isOfItsDay } from '../../curation/verdicts/series.js';
import { seriesName, summarise } from '../../curation/verdicts/summary.js';
import type { Claim } from '../../src/dataset/records/schema.js';
import { maxBusy, maxBusyOnNode } from '../workspace/other-work.js';
import { frontPage, measuredPages, tablesOf } from './front-page.js';
import { RecordingError, readRecorded, readSamples } from './recorded-runs.js';

/** Fewer starts do not show the spread. */
const minStarts = 30;
const starts: readonly string[] = ['request-start', 'process-start', 'pod-start'];

export interface Recording {
  readonly folder: string;
  readonly summary: Summary;
  /** Whether any file has changed. */
  readonly written: boolean;
}

/**
 * @param run the folder of a finished run in dist/bench/, or of a recorded run to recompute its summary
 * @param data the folder of the dataset
 * @throws RecordingError
 */
export const recordRun = (run: string, data = dataFolder): Recording => {
  const samples = readSamples(run);
  requireCommitted(samples);
  requireQuiet(samples);
  requireEnoughStarts(samples);
  const folder = join(data, measurementsFolder, samples.id);
  const { claims } = readDataset(data);
  requirePresentRules(samples, claims);
  const summary = summarise(samples, claims);
  const written = [
    writeChanged(join(folder, 'samples.json'), linesOf(samples)),
    writeChanged(join(folder, 'summary.json'), linesOf(summary)),
  ];
  return { folder, summary, written: [...written, ...writeFrontPage(data)].includes(true) };
};

/** @throws RecordingError if all rules are younger than the run, which keeps the ratios of its day */
const requirePresentRules = (samples: Samples, claims: readonly Claim[]): void => {
  const rules = claims.flatMap(({ rules = [] }) => rules);
  if (rules.length === 0 || rules.some((rule) => isOfItsDay(rule, samples))) return;
  throw new RecordingError(
    `${samples.id} is older than every rule, so no rule may judge it. Measure again: npm run bench -- --record`,
  );
};

/** The generated region of a page. */
const region = /(<!-- measured: made by npm run bench:record -->\n).*(<!-- end of measured -->)/s;

/** Writes plots into the dataset, and the generated regions of pages. @returns whether each has changed */
export const writeFrontPage = (data: string): boolean[] => {
  const folder = join(data, measurementsFolder);
  const runs = readRecorded(data);
  const figures = frontPage(runs, readDataset(data).claims);
  const tables = tablesOf(runs);
  const plots = figures.map(({ name, svg }) => writeChanged(join(folder, `${name}.svg`), svg));
  const pages = measuredPages.flatMap((page) => {
    const file = join(data, '..', page.file);
    if (!existsSync(file)) return [];
    const made = page.region(figures, tables);
    const replaced = readFileSync(file, 'utf8').replace(
      region,
      (_, start, end) => `${start}\n${made}\n\n${end}`,
    );
    return [writeChanged(file, replaced)];
  });
  return [...plots, ...pages];
};

/** @throws RecordingError if there were uncommitted changes */
export const requireCommitted = ({ id, commit }: Pick<Samples, 'id' | 'commit'>): void => {
  if (!commit.endsWith('-dirty')) return;
  throw new RecordingError(
    `${id} measured uncommitted changes, so nobody can repeat it. Commit them, then run: npm run bench -- --record`,
  );
};

/** @throws RecordingError if other work took processor time just before the run */
export const requireQuiet = ({
  id,
  busy_before = 0,
  versions,
}: Pick<Samples, 'id' | 'busy_before' | 'versions'>): void => {
  const most = versions.kubernetes ? maxBusyOnNode : maxBusy;
  if (busy_before <= most) return;
  throw new RecordingError(
    `${id} was measured beside other work, which took ${Math.round(busy_before * 100)} % of the processors before it began; at most ${most * 100} % is allowed. Wait until the machine is idle, then run: npm run bench -- --record`,
  );
};

const requireEnoughStarts = ({ id, series }: Samples) => {
  const few = series.filter(
    ({ measurement, conditions, samples }) =>
      starts.includes(measurement) &&
      // Starts from disk take long, and decide nothing.
      conditions.cache !== 'dropped' &&
      samples.length < minStarts,
  );
  if (few.length === 0) return;
  const counts = few.map((one) => `\n  ${seriesName(one)}: ${one.samples.length}`).join('');
  throw new RecordingError(
    `${id} has fewer than ${minStarts} samples of some starts:${counts}\nRun the full bench, without --quick: npm run bench -- --record`,
  );
};

/** JSON with one line per array element, so that diffs of many samples stay readable. */
const linesOf = (run: Samples | Summary): string => {
  const members = Object.entries(run).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
};

/** @returns whether the file has changed. */
const writeChanged = (file: string, text: string): boolean => {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return true;
};

/** @returns the verdict of each claim by all recorded runs, and what to do next. */
export const describeRecording = ({ folder, written }: Recording, data = dataFolder): string => {
  const verdicts = readDataset(data).claims.map(
    ({ id, judgement }) =>
      `  ${id}: ${judgement?.outcome ?? 'undecided'}. ${judgement?.text ?? ''}`,
  );
  return [
    written ? `Recorded in ${folder}. Verdicts:` : `${folder} is up to date. Verdicts:`,
    ...verdicts,
    ...(written ? ['Next: npm run data:release && git add data README.md'] : []),
  ].join('\n');
};
