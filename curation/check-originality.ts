/** Whether our texts are our own: none repeats as many words of a source in a row as `windowLength`. */

import { type DataRecord, patternOf, textAt } from './data-records.js';
import { errorAt, type ValidationError } from './validation-error.js';
import { windowLength, windowsOf, wordsIn } from './word-fingerprints.js';

/** What can only be given as it is: addresses, and the titles of talks and sources. */
const verbatim: readonly string[] = [
  'takeaways /talk/title',
  'takeaways /links/*/url',
  'sources /title',
  'events /homepage',
  'technologies /homepage',
];

/**
 * @param records the dataset's
 * @param fingerprints those of the sources
 * @returns an error for each text of a record that repeats the words of a source
 */
export const checkOriginality = (
  records: readonly DataRecord[],
  fingerprints: ReadonlySet<string>,
): ValidationError[] =>
  records.flatMap((record) =>
    [...record.leaves].flatMap(([field, value]) =>
      typeof value !== 'string' || isVerbatim(record, field)
        ? []
        : repeatedWords(value, fingerprints).map((words) =>
            errorAt(
              record,
              field,
              `"${words.join(' ')}" repeats a source, word for word or nearly`,
              `Say it in other words: fewer than ${windowLength} in a row may be a source's.`,
            ),
          ),
    ),
  );

const isVerbatim = (record: DataRecord, field: string): boolean =>
  verbatim.includes(`${record.collection} ${patternOf(field)}`) ||
  (field === '/source/section' && isTitleOfTalk(record));

/** A section that is headed by the talk it is about may be given as the talk is, or as it begins. */
const isTitleOfTalk = (record: DataRecord): boolean => {
  const [section, title] = ['/source/section', '/talk/title'].map((field) =>
    wordsIn(textAt(record, field) ?? '').join(' '),
  );
  return `${title} `.startsWith(`${section} `);
};

/** The longest runs of words that all their windows share with the sources. */
const repeatedWords = (text: string, fingerprints: ReadonlySet<string>): string[][] => {
  const words = wordsIn(text);
  const runs: { start: number; end: number }[] = [];
  windowsOf(words).forEach((window, start) => {
    if (!fingerprints.has(window)) return;
    const run = runs.at(-1);
    const end = start + windowLength;
    if (run && run.end === end - 1) run.end = end;
    else runs.push({ start, end });
  });
  return runs.map(({ start, end }) => words.slice(start, end));
};
