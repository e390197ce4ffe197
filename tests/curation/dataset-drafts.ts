/** The real dataset, copies of it to spoil, and what the check says of them. */

import { loadFiles } from '../../curation/check-files.js';
import { dataFolder, readDataset } from '../../curation/read-dataset.js';
import { validateDataset } from '../../curation/validate.js';
import type { ValidationError } from '../../curation/validation-error.js';
import { readFingerprints } from '../../curation/word-fingerprints.js';
import type { Takeaway } from '../../src/dataset/records/schema.js';

/** The real dataset. */
export const dataset = readDataset();

/** @returns one of its takeaways. */
export const takeaway = (id: string): Takeaway => {
  const found = dataset.takeaways.find((record) => record.id === id);
  if (!found) throw new Error(`There is no takeaway "${id}"`);
  return found;
};

/** The parsed files of data/, each a list of records or one, free to change. */
export type Draft = Record<string, unknown>;

/** @returns a fresh copy of the real files. */
export const realFiles = (): Draft => ({ ...loadFiles(dataFolder).files });

/** @returns the records of a file, free to change. */
export const recordsIn = (draft: Draft, file: string): Record<string, unknown>[] => {
  const records = draft[file];
  if (!Array.isArray(records)) throw new Error(`${file} is no list of records`);
  return records;
};

/** @returns a record, free to change. */
export const recordIn = (draft: Draft, file: string, id: string): Record<string, unknown> => {
  const found = recordsIn(draft, file).find((record) => record.id === id);
  if (!found) throw new Error(`${file} has no record "${id}"`);
  return found;
};

/** @returns all errors of the files. */
export const errorsOf = (draft: Draft): Promise<ValidationError[]> =>
  validateDataset(draft, readFingerprints());

/** @returns the errors but that the content has changed, which every change brings with it. */
export const otherErrorsOf = async (draft: Draft): Promise<ValidationError[]> =>
  (await errorsOf(draft)).filter(({ field }) => field !== '/digest');
