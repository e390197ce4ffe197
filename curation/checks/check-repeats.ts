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
  ...records.flatMap((record) =>
    listPatterns.flatMap((pattern) =>
      textsAt(record, pattern).length > 1 ? repeats([record], [pattern]) : [],
    ),
  ),
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
  const errors: ValidationError[] = [];
  for (const record of records) {
    for (const pattern of patterns) {
      for (const [field, text] of textsAt(record, pattern)) {
        const key = comparable(text);
        const earlier = first.get(key);
        if (earlier === undefined) first.set(key, `${record.id} ${field}`);
        else {
          const problem = `"${text}" is already at ${earlier}`;
          errors.push(errorAt(record, field, problem, 'Change or remove one.'));
        }
      }
    }
  }
  return errors;
};

/** Ignores case, and the slash at the end of an address. */
const comparable = (text: string): string => text.toLowerCase().replace(/\/$/, '');
