/** Loads the files of data/, and checks that each can be read and belongs there. */
import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { vocabularyNames } from '../../src/dataset/records/fields.js';
import { earlierVerdicts, type Files, readJson } from '../read-dataset.js';
import { errorIn, type ValidationError } from '../validation-error.js';

/** @returns the JSON files under `folder`, parsed, and an error for each that is not valid JSON. */
export const loadFiles = (folder: string): { files: Files; errors: ValidationError[] } => {
  if (!existsSync(folder)) {
    const remedy = 'Run this from the top of the repository, or pass --folder.';
    return { files: {}, errors: [errorIn('', 'the folder does not exist', remedy)] };
  }
  const files: Record<string, unknown> = {};
  const errors: ValidationError[] = [];
  for (const file of listFiles(folder)) {
    try {
      files[file] = readJson(join(folder, file));
    } catch (error) {
      errors.push(errorIn(file, (error as Error).message, 'Fix the JSON.'));
    }
  }
  return { files, errors };
};

const isOfRun = (file: string): boolean =>
  /^measurements\/[^/]+\/(samples|summary)\.json$/.test(file);

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file.endsWith('.json'))
    .sort();

/** @returns an error for each file that is missing, unknown, or not an array. */
export const checkFiles = (files: Files): ValidationError[] => {
  const lists = vocabularyNames.map((name) => `${name}.json`);
  const required = ['dataset.json', ...lists];
  const missing = required
    .filter((file) => !(file in files))
    .map((file) => errorIn(file, 'the file is missing', 'Restore it from git.'));
  const others = Object.entries(files).flatMap(([file, content]) => {
    if (file === 'dataset.json' || file === earlierVerdicts || isOfRun(file)) return [];
    if (!lists.includes(file) && !/^takeaways\/[^/]+$/.test(file))
      return errorIn(file, 'it is not part of the dataset', 'Move it out of the data folder.');
    if (!Array.isArray(content))
      return errorIn(file, 'expected an array of records', 'Put the records in [ ].');
    return [];
  });
  return [...missing, ...others];
};
