/** The records of data/ as they lie in its files, unchecked, and the values that are in them. */
import type { VocabularyName } from '../src/dataset/records/fields.js';
import { pointerOf } from '../src/dataset/records/references.js';
import type { Files } from './read-dataset.js';

/** What a record is of; `about` is the one record in dataset.json. */
export type Collection = 'about' | 'takeaways' | VocabularyName;

/** A record and where it lies. */
export interface DataRecord {
  readonly collection: Collection;
  readonly file: string;
  /** Its id, or its place in the file ("#3") where it has none. */
  readonly id: string;
  readonly value: unknown;
  /** Every string, number and boolean in it, by JSON pointer. */
  readonly leaves: ReadonlyMap<string, unknown>;
}

/** @returns the records of all files but recorded runs, in their order; what is no list has none. */
export const recordsOf = (files: Files): DataRecord[] =>
  Object.entries(files).flatMap(([file, content]) => {
    if (file.startsWith('measurements/')) return [];
    const collection = collectionOf(file);
    const values: unknown[] = collection === 'about' ? [content] : arrayOf(content);
    return values.map((value, index) => {
      const leaves = new Map(leavesOf(value));
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

/** @returns the file in which to look for, or add, a record of `collection`. */
export const fileOf = (collection: Collection): string => {
  if (collection === 'about') return 'dataset.json';
  return collection === 'takeaways' ? 'takeaways/' : `${collection}.json`;
};

const leavesOf = (value: unknown, pointer = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) => leavesOf(member, pointer + pointerOf([key])))
    : [[pointer, value]];

/** @returns `field` with a `*` for every place in a list, so that all items of a list look alike. */
export const patternOf = (field: string): string => field.replace(/\/\d+(?=\/|$)/g, '/*');

/** @returns the fields of `record` that match `pattern` and hold text, with that text. */
export const textsAt = (record: DataRecord, pattern: string): [field: string, text: string][] =>
  [...record.leaves].filter(
    (leaf): leaf is [string, string] =>
      patternOf(leaf[0]) === pattern && typeof leaf[1] === 'string',
  );

/** @returns the text at `field`, or undefined where there is none. */
export const textAt = (record: DataRecord, field: string): string | undefined => {
  const value = record.leaves.get(field);
  return typeof value === 'string' ? value : undefined;
};
