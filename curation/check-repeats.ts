/** Whether anything is said twice: within a record, between takeaways, or by the names of technologies. */

import { type Collection, type DataRecord, textsAt } from './data-records.js';
import { errorAt, type ValidationError } from './validation-error.js';

/** Lists that name nothing twice. */
const listPatterns = [
  '/technologies/*',
  '/claims/*',
  '/takeaways/*',
  '/links/*/url',
  '/figures/*/label',
  '/authors/*',
  '/talk/speakers/*/name',
];

/** Texts that no two records of a collection share; the names and aliases of a technology are one list. */
const sharedPatterns: readonly [Collection, readonly string[]][] = [
  ['takeaways', ['/title']],
  ['takeaways', ['/summary']],
  ['technologies', ['/name', '/aliases/*']],
  ['topics', ['/name']],
  ['events', ['/name']],
  ['sources', ['/title']],
  ['claims', ['/statement']],
];

/** @returns an error for each text that stands where another one equal to it stands already. */
export const checkRepeats = (records: readonly DataRecord[]): ValidationError[] => [
  ...records.flatMap((record) => listPatterns.flatMap((pattern) => repeats([record], [pattern]))),
  ...sharedPatterns.flatMap(([collection, patterns]) =>
    repeats(
      records.filter((record) => record.collection === collection),
      patterns,
    ),
  ),
];

const repeats = (
  records: readonly DataRecord[],
  patterns: readonly string[],
): ValidationError[] => {
  const first = new Map<string, string>();
  return records.flatMap((record) =>
    patterns
      .flatMap((pattern) => textsAt(record, pattern))
      .flatMap(([field, text]) => {
        const key = comparable(text);
        const earlier = first.get(key);
        if (earlier === undefined) first.set(key, `${record.id} ${field}`);
        return earlier
          ? errorAt(record, field, `"${text}" is at ${earlier} already`, 'Change or remove one.')
          : [];
      }),
  );
};

/** Case and the slash at the end of an address make no difference. */
const comparable = (text: string): string => text.toLowerCase().replace(/\/$/, '');
