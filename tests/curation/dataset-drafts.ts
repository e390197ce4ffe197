/** The real dataset, and modifiable copies of it to validate. */

import { loadFiles } from '../../curation/checks/check-files.js';
import { readSourceFingerprints } from '../../curation/checks/check-originality.js';
import { dataFolder, readDataset } from '../../curation/read-dataset.js';
import { validateDataset } from '../../curation/validate.js';
import type { ValidationError } from '../../curation/validation-error.js';
import type { Takeaway } from '../../src/dataset/records/schema.js';

export const dataset = readDataset();

export const takeaway = (id: string): Takeaway => {
  const found = dataset.takeaways.find((record) => record.id === id);
  if (!found) throw new Error(`There is no takeaway "${id}"`);
  return found;
};

/** The parsed files of data/, free to change. */
export type Draft = Record<string, unknown>;

/** @returns a fresh copy of the real files. */
export const realFiles = (): Draft => ({ ...loadFiles(dataFolder).files });

/** @returns the records of a file, free to change. */
export const recordsIn = (draft: Draft, file: string): Record<string, unknown>[] => {
  const records = draft[file];
  if (!Array.isArray(records)) throw new Error(`${file} is not an array`);
  return records;
};

export const recordIn = (draft: Draft, file: string, id: string): Record<string, unknown> => {
  const found = recordsIn(draft, file).find((record) => record.id === id);
  if (!found) throw new Error(`${file} has no record "${id}"`);
  return found;
};

export const errorsOf = (draft: Draft): Promise<ValidationError[]> =>
  validateDataset(draft, readSourceFingerprints());

/** @returns the errors other than the changed digest, which every change causes. */
export const otherErrorsOf = async (draft: Draft): Promise<ValidationError[]> =>
  (await errorsOf(draft)).filter(({ field }) => field !== '/digest');
