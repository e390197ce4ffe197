/** Reads the dataset from the files in data/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { vocabularyNames } from '../src/dataset/records/fields.js';
import { earlierVerdictSchema } from '../src/dataset/records/measurement.js';
import { slugSchema } from '../src/dataset/records/scalars.js';
import {
  claimSchema,
  type Dataset,
  datasetSchema,
  maxTakeaways,
} from '../src/dataset/records/schema.js';
import { parseRecord } from './parsed-records.js';
import { summarySchema } from './verdicts/recorded-run.js';
import { withVerdict } from './verdicts/verdict.js';

/** The folder of the dataset, from the top of the repository. */
export const dataFolder = 'data';
/** Its subfolder with a folder for each recorded run. */
export const measurementsFolder = 'measurements';
/** Its file with the verdicts that earlier rules gave. */
export const earlierVerdicts = `${measurementsFolder}/earlier-verdicts.json`;

export const earlierVerdictsSchema = z.array(
  z.strictObject({ claim: slugSchema, ...earlierVerdictSchema.shape }),
);

export const aboutSchema = z.strictObject({
  /** Tells which of two bundled datasets is newer; `npm run data:release` raises it. */
  version: z.int().check(z.gte(1)),
  /** The id of the revision made from this version. */
  digest: z.string().check(z.regex(/^[0-9a-f]{32}$/, 'is not the id of a revision')),
  title: z.string(),
  description: z.string(),
  license: z.string(),
});

/** The content of data/dataset.json. */
export type About = z.infer<typeof aboutSchema>;

/** The parsed content of each file, by its path from the data folder. */
export type Files = Readonly<Record<string, unknown>>;

/** @throws Error that names the file if it cannot be read or is not JSON */
export const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`Cannot read ${path} as JSON: ${(cause as Error).message}`, { cause });
  }
};

/** @returns every file except raw samples, not yet validated. */
export const readFiles = (folder = dataFolder): Files =>
  Object.fromEntries(
    [
      ...vocabularyNames.map((name) => `${name}.json`),
      ...readdirSync(join(folder, 'takeaways'))
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => `takeaways/${basename(file)}`),
      ...summariesIn(folder),
      ...(existsSync(join(folder, earlierVerdicts)) ? [earlierVerdicts] : []),
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

/** @throws Error if data/dataset.json is invalid */
export const readAbout = (folder = dataFolder): About =>
  aboutSchema.parse(readJson(join(folder, 'dataset.json')));

/**
 * @returns the dataset made from the files, with the measurements and verdict of each claim; undefined if a
 * record or the summary of a run is invalid
 */
export const datasetOf = (files: Files): Dataset | undefined => {
  const takeaways = Object.entries(files).flatMap(([file, records]) =>
    file.startsWith('takeaways/') && Array.isArray(records) ? records : [],
  );
  const vocabularies = vocabularyNames.map((name) => [name, files[`${name}.json`]]);
  // One by one, for the checks have parsed them already.
  const parsed = takeaways.flatMap((takeaway) => parseRecord('takeaways', takeaway) ?? []);
  if (parsed.length < takeaways.length || parsed.length > maxTakeaways) return undefined;
  const others = datasetSchema.safeParse({ takeaways: [], ...Object.fromEntries(vocabularies) });
  const summaries = z.array(summarySchema).safeParse(
    Object.entries(files)
      .filter(([file]) => /^measurements\/.*\/summary\.json$/.test(file))
      .map(([, summary]) => summary),
  ).data;
  const earlier = earlierVerdictsSchema.safeParse(files[earlierVerdicts] ?? []).data;
  if (!others.data || !summaries || !earlier) return undefined;
  const claims = others.data.claims.map((claim) => withVerdict(claim, summaries, earlier));
  // The schema also puts the computed members in order.
  return { ...others.data, takeaways: parsed, claims: z.array(claimSchema).parse(claims) };
};

/** @throws Error if a record is invalid */
export const readDataset = (folder = dataFolder): Dataset => {
  const dataset = datasetOf(readFiles(folder));
  if (!dataset)
    throw new Error('The dataset is invalid. Run `npm run data:check` to list the errors.');
  return dataset;
};
