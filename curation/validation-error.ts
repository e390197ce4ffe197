/** What is wrong in data/, where, and how to fix it. */
import type { DataRecord } from './data-records.js';

export interface ValidationError {
  /** Path from the data folder. */
  readonly file: string;
  /** The id of the record, or its index in the file ("#3"); empty for the whole file. */
  readonly record: string;
  /** JSON pointer from the record to the value; empty for the whole record. */
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

export const errorAt = (
  { file, id, collection }: DataRecord,
  field: string,
  problem: string,
  remedy: string,
): ValidationError => ({ file, record: collection === 'about' ? '' : id, field, problem, remedy });

/** @returns an error in a file or folder as a whole. */
export const errorIn = (file: string, problem: string, remedy: string): ValidationError => ({
  file,
  record: '',
  field: '',
  problem,
  remedy,
});

/** @returns one line for people. */
export const describeError = (folder: string, error: ValidationError): string => {
  const place = [`${folder}/${error.file}`, error.record, error.field].filter(Boolean).join(' ');
  return `${place}: ${error.problem}. ${error.remedy}`;
};
