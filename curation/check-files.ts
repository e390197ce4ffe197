/** Which files data/ consists of, and whether each can be read at all. */
import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { vocabularyNames } from '../src/dataset/records/fields.js';
import { type Files, readJson } from './read-dataset.js';
import { type Fault, faultOf } from './validation-error.js';

/** @returns every JSON file under `folder`, parsed, and a fault for each that cannot be. */
export const loadFiles = (folder: string): { files: Files; faults: Fault[] } => {
  if (!existsSync(folder)) {
    const remedy = 'Run this from the top of the repository, or name another with --folder.';
    return { files: {}, faults: [faultOf('', 'there is no such folder', remedy)] };
  }
  const files: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const file of listFiles(folder)) {
    try {
      files[file] = readJson(join(folder, file));
    } catch (error) {
      faults.push(faultOf(file, (error as Error).message, 'Correct its JSON.'));
    }
  }
  return { files, faults };
};

/** Whether it is one of the two files of a recorded run. */
const isOfRun = (file: string): boolean =>
  /^measurements\/[^/]+\/(samples|summary)\.json$/.test(file);

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file.endsWith('.json'))
    .sort();

/** @returns a fault for each file that is missing, has no place in the dataset, or holds no list. */
export const checkFiles = (files: Files): Fault[] => {
  const lists = vocabularyNames.map((name) => `${name}.json`);
  const required = ['dataset.json', ...lists];
  const missing = required
    .filter((file) => !(file in files))
    .map((file) => faultOf(file, 'there is no such file', 'Restore it from git.'));
  const others = Object.entries(files).flatMap(([file, content]) => {
    if (file === 'dataset.json' || isOfRun(file)) return [];
    if (!lists.includes(file) && !/^takeaways\/[^/]+$/.test(file))
      return faultOf(file, 'it is no file of the dataset', 'Move it out of the data folder.');
    if (!Array.isArray(content))
      return faultOf(file, 'it is no list of records', 'Put its records in [ ].');
    return [];
  });
  return [...missing, ...others];
};
