/** The records in the files of data/, not yet validated. */
import type { VocabularyName } from '../src/dataset/records/fields.js';
import { pointerOf } from '../src/dataset/records/references.js';
import type { Files } from './read-dataset.js';

/** `about` is the single record in dataset.json. */
export type Collection = 'about' | 'takeaways' | VocabularyName;

/** A record and its location. */
export interface DataRecord {
  readonly collection: Collection;
  readonly file: string;
  /** Its id, or its index in the file ("#3") if it has none. */
  readonly id: string;
  readonly value: unknown;
  /** Every string, number and boolean in it, by JSON pointer. */
  readonly leaves: ReadonlyMap<string, unknown>;
}

/** @returns the records of all files except recorded runs; a file that is not an array has none. */
export const recordsOf = (files: Files): DataRecord[] =>
  Object.entries(files).flatMap(([file, content]) => {
    if (file.startsWith('measurements/')) return [];
    const collection = collectionOf(file);
    const values: unknown[] = collection === 'about' ? [content] : arrayOf(content);
    return values.map((value, index) => {
      const leaves = leavesOf(value);
      const id = leaves.get('/id');
      return { collection, file, id: typeof id === 'string' ? id : `#${index}`, value, leaves };
    });
  });

const arrayOf = (content: unknown): unknown[] => (Array.isArray(content) ? content : []);

const collectionOf = (file: string): Collection => {
  if (file === 'dataset.json') return 'about';
  if (file.startsWith('takeaways/')) return 'takeaways';
  return file.replace(/\.json$/, '') as VocabularyName;
};

/** @returns the file that holds the records of `collection`. */
export const fileOf = (collection: Collection): string => {
  if (collection === 'about') return 'dataset.json';
  return collection === 'takeaways' ? 'takeaways/' : `${collection}.json`;
};

const leavesOf = (value: unknown): Map<string, unknown> => {
  const leaves = new Map<string, unknown>();
  // Into one map, because a dataset has millions.
  const collect = (part: unknown, pointer: string) => {
    if (typeof part !== 'object' || part === null) leaves.set(pointer, part);
    else
      for (const key of Object.keys(part)) {
        collect((part as Record<string, unknown>)[key], pointer + pointerOf([key]));
      }
  };
  collect(value, '');
  return leaves;
};

/** @returns `field` with `*` in place of every array index. */
export const patternOf = (field: string): string => field.replace(/\/\d+(?=\/|$)/g, '/*');

/** @returns the text fields of `record` that match `pattern`. */
export const textsAt = (record: DataRecord, pattern: string): [field: string, text: string][] =>
  [...record.leaves].filter(
    (leaf): leaf is [string, string] =>
      patternOf(leaf[0]) === pattern && typeof leaf[1] === 'string',
  );

/** @returns the text at `field`, or undefined if there is none. */
export const textAt = (record: DataRecord, field: string): string | undefined => {
  const value = record.leaves.get(field);
  return typeof value === 'string' ? value : undefined;
};
