/** A fault in data/: where it is, what is wrong, and the way out. */
import type { DataRecord } from './data-records.js';

export interface Fault {
  /** The file, from the data folder. */
  readonly file: string;
  /** The id of the record, or its place in the file ("#3"); empty where the whole file is meant. */
  readonly record: string;
  /** JSON pointer from the record to the value; empty where the whole record is meant. */
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

/** @returns a fault at `field` of `record`. */
export const faultAt = (
  { file, id, collection }: DataRecord,
  field: string,
  problem: string,
  remedy: string,
): Fault => ({ file, record: collection === 'about' ? '' : id, field, problem, remedy });

/** @returns a fault of a file, or of a folder, as a whole. */
export const faultOf = (file: string, problem: string, remedy: string): Fault => ({
  file,
  record: '',
  field: '',
  problem,
  remedy,
});

/** @returns the fault in one line. */
export const describeFault = (folder: string, fault: Fault): string => {
  const place = [`${folder}/${fault.file}`, fault.record, fault.field].filter(Boolean).join(' ');
  return `${place}: ${fault.problem}. ${fault.remedy}`;
};
