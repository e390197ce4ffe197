/** An error in data/: where it is, what is wrong, and the way out. */
import type { DataRecord } from './data-records.js';

export interface ValidationError {
  /** The file, from the data folder. */
  readonly file: string;
  /** The id of the record, or its place in the file ("#3"); empty where the whole file is meant. */
  readonly record: string;
  /** JSON pointer from the record to the value; empty where the whole record is meant. */
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

/** @returns an error at `field` of `record`. */
export const errorAt = (
  { file, id, collection }: DataRecord,
  field: string,
  problem: string,
  remedy: string,
): ValidationError => ({ file, record: collection === 'about' ? '' : id, field, problem, remedy });

/** @returns an error of a file, or of a folder, as a whole. */
export const errorIn = (file: string, problem: string, remedy: string): ValidationError => ({
  file,
  record: '',
  field: '',
  problem,
  remedy,
});

/** @returns the error in one line. */
export const describeError = (folder: string, error: ValidationError): string => {
  const place = [`${folder}/${error.file}`, error.record, error.field].filter(Boolean).join(' ');
  return `${place}: ${error.problem}. ${error.remedy}`;
};
