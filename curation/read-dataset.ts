/** Reads the dataset from data/, as people edit it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { vocabularyNames } from '../src/dataset/records/fields.js';
import { type Dataset, datasetSchema } from '../src/dataset/records/schema.js';
import { summarySchema } from './verdicts/recorded-run.js';
import { withVerdict } from './verdicts/verdict.js';

/** Where the dataset lies, from the top of the repository. */
export const dataFolder = 'data';
/** Where recorded runs lie within it, a folder each. */
export const measurementsFolder = 'measurements';

export const aboutSchema = z.strictObject({
  /** Decides which of two bundled datasets is the newer one; `npm run data:release` raises it. */
  version: z.int().check(z.gte(1)),
  /** The id of the revision that the content of this version makes. */
  digest: z.string().check(z.regex(/^[0-9a-f]{32}$/, 'is not the id of a revision')),
  title: z.string(),
  description: z.string(),
  license: z.string(),
});

/** What data/dataset.json says of the whole. */
export type About = z.infer<typeof aboutSchema>;

/** The records of a collection by the file they are in; the takeaways have a file for each event. */
export type Files = Readonly<Record<string, unknown>>;

/** @returns the parsed JSON of a file. @throws where there is none, naming the file. */
export const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
};

/** @returns the parsed JSON of every file but raw samples, as yet unchecked, by its path within the data folder. */
export const readFiles = (folder = dataFolder): Files =>
  Object.fromEntries(
    [
      ...vocabularyNames.map((name) => `${name}.json`),
      ...readdirSync(join(folder, 'takeaways'))
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => `takeaways/${basename(file)}`),
      ...summariesIn(folder),
    ].map((file) => [file, readJson(join(folder, file))]),
  );

const summariesIn = (folder: string): string[] => {
  const runs = join(folder, measurementsFolder);
  if (!existsSync(runs)) return [];
  return readdirSync(runs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${measurementsFolder}/${name}/summary.json`)
    .sort();
};

/** @returns data/dataset.json. @throws where it is not what it should be. */
export const readAbout = (folder = dataFolder): About =>
  aboutSchema.parse(readJson(join(folder, 'dataset.json')));

/**
 * @param files the parsed JSON of every file
 * @returns the dataset that they make together, each claim with what was measured about it; undefined
 * where a record or the summary of a run is not valid
 */
export const datasetOf = (files: Files): Dataset | undefined => {
  const takeaways = Object.entries(files).flatMap(([file, records]) =>
    file.startsWith('takeaways/') && Array.isArray(records) ? records : [],
  );
  const vocabularies = vocabularyNames.map((name) => [name, files[`${name}.json`]]);
  const written = datasetSchema.safeParse({ takeaways, ...Object.fromEntries(vocabularies) }).data;
  const summaries = z.array(summarySchema).safeParse(
    Object.entries(files)
      .filter(([file]) => /^measurements\/.*\/summary\.json$/.test(file))
      .map(([, summary]) => summary),
  ).data;
  if (!written || !summaries) return undefined;
  const claims = written.claims.map((claim) => withVerdict(claim, summaries));
  // Once more through the schema, which puts the members of what was made into its order.
  return datasetSchema.parse({ ...written, claims });
};

/**
 * @returns the dataset
 * @throws where a record is not valid; `npm run data:check` says which
 */
export const readDataset = (folder = dataFolder): Dataset => {
  const dataset = datasetOf(readFiles(folder));
  if (!dataset) throw new Error('The dataset is not valid: run `npm run data:check`.');
  return dataset;
};
