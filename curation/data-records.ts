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
  /** Every string, number and boolean in it, by JSON pointer. To collect them takes as long as a check. */
  readonly leaves: ReadonlyMap<string, unknown>;
}

/** @returns the records of all files except recorded runs; a file that is not an array has none. */
export const recordsOf = (files: Files): DataRecord[] =>
  Object.entries(files).flatMap(([file, content]) => {
    if (file.startsWith('measurements/')) return [];
    const collection = collectionOf(file);
    const values: unknown[] = collection === 'about' ? [content] : arrayOf(content);
    return values.map((value, index) => {
      const id = memberOf(value, 'id');
      return new ReadRecord(collection, file, typeof id === 'string' ? id : `#${index}`, value);
    });
  });

class ReadRecord implements DataRecord {
  private collected: ReadonlyMap<string, unknown> | undefined;

  constructor(
    readonly collection: Collection,
    readonly file: string,
    readonly id: string,
    readonly value: unknown,
  ) {}

  get leaves(): ReadonlyMap<string, unknown> {
    this.collected ??= leavesOf(this.value);
    return this.collected;
  }
}

/** @returns a member of an object; undefined of anything else. */
const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

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

/** @returns the text fields of `record` that match `pattern`, a JSON pointer with `*` for any index. */
export const textsAt = (record: DataRecord, pattern: string): [field: string, text: string][] => {
  const found: [string, string][] = [];
  collectTexts(record.value, { keys: keysOf(pattern), found }, 0, '');
  return found;
};

/** Visits only what the pattern leads to, for a dataset has millions of leaves. */
const collectTexts = (
  value: unknown,
  search: { readonly keys: readonly string[]; readonly found: [string, string][] },
  at: number,
  pointer: string,
): void => {
  const key = search.keys[at];
  if (key === undefined) {
    if (typeof value === 'string') search.found.push([pointer, value]);
  } else if (key !== '*') {
    const member = memberOf(value, key);
    if (member !== undefined) collectTexts(member, search, at + 1, `${pointer}/${key}`);
  } else if (Array.isArray(value)) {
    for (let n = 0; n < value.length; n++) {
      collectTexts(value[n], search, at + 1, `${pointer}/${n}`);
    }
  }
};

const keysByPattern = new Map<string, readonly string[]>();

const keysOf = (pattern: string): readonly string[] => {
  const keys = keysByPattern.get(pattern) ?? pattern.split('/').slice(1);
  keysByPattern.set(pattern, keys);
  return keys;
};

/** @returns the text at `field`, or undefined if there is none. */
export const textAt = (record: DataRecord, field: string): string | undefined =>
  textsAt(record, field)[0]?.[1];
