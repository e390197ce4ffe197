/** Which files data/ consists of, and whether each can be read at all. */
import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { vocabularyNames } from '../src/dataset/records/fields.js';
import { type Files, readJson } from './read-dataset.js';
import { errorIn, type ValidationError } from './validation-error.js';

/** @returns every JSON file under `folder`, parsed, and an error for each that cannot be. */
export const loadFiles = (folder: string): { files: Files; errors: ValidationError[] } => {
  if (!existsSync(folder)) {
    const remedy = 'Run this from the top of the repository, or name another with --folder.';
    return { files: {}, errors: [errorIn('', 'there is no such folder', remedy)] };
  }
  const files: Record<string, unknown> = {};
  const errors: ValidationError[] = [];
  for (const file of listFiles(folder)) {
    try {
      files[file] = readJson(join(folder, file));
    } catch (error) {
      errors.push(errorIn(file, (error as Error).message, 'Correct its JSON.'));
    }
  }
  return { files, errors };
};

/** Whether it is one of the two files of a recorded run. */
const isOfRun = (file: string): boolean =>
  /^measurements\/[^/]+\/(samples|summary)\.json$/.test(file);

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file.endsWith('.json'))
    .sort();

/** @returns an error for each file that is missing, has no place in the dataset, or holds no list. */
export const checkFiles = (files: Files): ValidationError[] => {
  const lists = vocabularyNames.map((name) => `${name}.json`);
  const required = ['dataset.json', ...lists];
  const missing = required
    .filter((file) => !(file in files))
    .map((file) => errorIn(file, 'there is no such file', 'Restore it from git.'));
  const others = Object.entries(files).flatMap(([file, content]) => {
    if (file === 'dataset.json' || isOfRun(file)) return [];
    if (!lists.includes(file) && !/^takeaways\/[^/]+$/.test(file))
      return errorIn(file, 'it is no file of the dataset', 'Move it out of the data folder.');
    if (!Array.isArray(content))
      return errorIn(file, 'it is no list of records', 'Put its records in [ ].');
    return [];
  });
  return [...missing, ...others];
};
