/** The real dataset, copies of it to spoil, and what the check says of them. */

import { loadFiles } from '../../curation/check-files.js';
import { dataFolder, readDataset } from '../../curation/read-dataset.js';
import { readFingerprints } from '../../curation/word-fingerprints.js';
import { findFaults } from '../../curation/validate.js';
import type { Fault } from '../../curation/validation-error.js';
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

/** @returns all faults of the files. */
export const faultsOf = (draft: Draft): Promise<Fault[]> => findFaults(draft, readFingerprints());

/** @returns the faults but that the content has changed, which every change brings with it. */
export const otherFaultsOf = async (draft: Draft): Promise<Fault[]> =>
  (await faultsOf(draft)).filter(({ field }) => field !== '/digest');
