/** Takes a finished run into the dataset: its raw samples, and the summary that is made from them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, measurementsFolder, readDataset } from '../../curation/read-dataset.js';
import type { Samples, Summary } from '../../curation/verdicts/recorded-run.js';
import { seriesName, summarise } from '../../curation/verdicts/summary.js';
import { frontPage, partsTable } from './front-page.js';
import { RecordingError, readRecorded, readSamples } from './recorded-runs.js';

/** Fewer starts of a kind are too few to show how they spread. */
const minStarts = 30;
const starts: readonly string[] = ['request-start', 'process-start', 'pod-start'];

export interface Recording {
  readonly folder: string;
  readonly summary: Summary;
  /** Whether anything was written: what is recorded already stays as it is. */
  readonly written: boolean;
}

/**
 * @param run the folder of a finished run, which holds its samples.json: in dist/bench/, or one that is
 * recorded already and whose summary is to be made anew
 * @param data the folder of the dataset, with the claims whose rules look at the run
 * @throws RecordingError
 */
export const recordRun = (run: string, data = dataFolder): Recording => {
  const samples = readSamples(run);
  requireCommitted(samples);
  requireEnoughStarts(samples);
  const folder = join(data, measurementsFolder, samples.id);
  const summary = summarise(samples, readDataset(data).claims);
  const written = [
    writeChanged(join(folder, 'samples.json'), linesOf(samples)),
    writeChanged(join(folder, 'summary.json'), linesOf(summary)),
  ];
  return { folder, summary, written: [...written, ...writeFrontPage(data)].includes(true) };
};

/** Where the README says what was measured. */
const region = /(<!-- measured: made by npm run bench:record -->\n).*(<!-- end of measured -->)/s;

/** Plots go into the dataset's folder, sentences into the README beside it. */
const writeFrontPage = (data: string): boolean[] => {
  const folder = join(data, measurementsFolder);
  const runs = readRecorded(data);
  const figures = frontPage(runs, readDataset(data).claims);
  const plots = figures.map(({ name, svg }) => writeChanged(join(folder, `${name}.svg`), svg));
  const readme = join(data, '..', 'README.md');
  if (!existsSync(readme)) return plots;
  const text = figures.map(
    ({ name, title, sentences }) =>
      `\n![${title}](${dataFolder}/${measurementsFolder}/${name}.svg)\n\n${sentences}\n`,
  );
  const table = partsTable(runs);
  const before = readFileSync(readme, 'utf8');
  const after = before.replace(
    region,
    (_, start, end) => `${start}${text.join('')}${table && `\n${table}\n`}\n${end}`,
  );
  return [...plots, writeChanged(readme, after)];
};

/** @throws RecordingError where the run is of files that nobody else has. */
export const requireCommitted = ({ id, commit }: Pick<Samples, 'id' | 'commit'>): void => {
  if (!commit.endsWith('-dirty')) return;
  throw new RecordingError(
    `${id} measured files that are not committed: nobody can repeat it. Commit them, and run npm run bench -- --record.`,
  );
};

const requireEnoughStarts = ({ id, series }: Samples) => {
  const few = series.filter(
    ({ measurement, samples }) => starts.includes(measurement) && samples.length < minStarts,
  );
  if (few.length === 0) return;
  const counts = few.map((one) => `\n  ${seriesName(one)}: ${one.samples.length}`).join('');
  throw new RecordingError(
    `${id} has fewer than ${minStarts} samples of some starts:${counts}\nMeasure all of them: npm run bench -- --record, without --quick.`,
  );
};

/** JSON with a line for each element of its lists: samples by the hundred stay readable in a difference. */
const linesOf = (run: Samples | Summary): string => {
  const members = Object.entries(run).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
};

/** @returns whether the file was not the same already. */
const writeChanged = (file: string, text: string): boolean => {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return true;
};

/** @returns the verdict of each claim by everything that is recorded, and what to do next. */
export const describeRecording = ({ folder, written }: Recording, data = dataFolder): string => {
  const verdicts = readDataset(data).claims.map(
    ({ id, verdict }) => `  ${id}: ${verdict?.outcome ?? 'undecided'}. ${verdict?.text ?? ''}`,
  );
  return [
    written
      ? `Recorded in ${folder}. The claims now say:`
      : `${folder} is up to date. The claims say:`,
    ...verdicts,
    ...(written ? ['Next: npm run data:release && git add data README.md'] : []),
  ].join('\n');
};
