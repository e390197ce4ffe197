/** Checks for duplicates: within a record, between records, and between names of technologies. */

import { type Collection, type DataRecord, textsAt } from '../data-records.js';
import { errorAt, type ValidationError } from '../validation-error.js';

/** Lists without duplicates. */
const listPatterns = [
  '/technologies/*',
  '/claims/*',
  '/takeaways/*',
  '/links/*/url',
  '/figures/*/label',
  '/authors/*',
  '/talk/speakers/*/name',
  '/speakers/*/id',
  '/topics/*',
  '/people/*',
  '/related/*',
];

/** Texts that are unique within a collection; a name must not equal another technology's alias either. */
const sharedPatterns: readonly [Collection, readonly string[]][] = [
  ['takeaways', ['/title']],
  ['takeaways', ['/summary']],
  ['technologies', ['/name', '/aliases/*', '/search_terms/*']],
  ['topics', ['/name']],
  ['topics', ['/id', '/former_ids/*']],
  ['talks', ['/title']],
  ['people', ['/name']],
  ['events', ['/name']],
  ['sources', ['/title']],
  ['claims', ['/statement']],
];

/** @returns an error for each duplicate text. */
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
          ? errorAt(record, field, `"${text}" is already at ${earlier}`, 'Change or remove one.')
          : [];
      }),
  );
};

/** Ignores case, and the slash at the end of an address. */
const comparable = (text: string): string => text.toLowerCase().replace(/\/$/, '');
