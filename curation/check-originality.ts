/** Checks that no text of ours repeats `windowLength` or more consecutive words of a source. */

import { type DataRecord, patternOf, textAt } from './data-records.js';
import { errorAt, type ValidationError } from './validation-error.js';
import { windowLength, windowsOf, wordsIn } from './word-fingerprints.js';

/** Addresses, and titles of talks and sources, can only be quoted. */
const verbatim: readonly string[] = [
  'takeaways /talk/title',
  'takeaways /links/*/url',
  'sources /title',
  'events /homepage',
  'technologies /homepage',
];

/** @returns an error for each text that repeats a source, given the sources' fingerprints. */
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
              `Rephrase it: at most ${windowLength - 1} consecutive words may come from a source.`,
            ),
          ),
    ),
  );

const isVerbatim = (record: DataRecord, field: string): boolean =>
  verbatim.includes(`${record.collection} ${patternOf(field)}`) ||
  (field === '/source/section' && isTitleOfTalk(record));

/** A section headed by the title of its talk, or by the beginning of it, may be quoted like the talk. */
const isTitleOfTalk = (record: DataRecord): boolean => {
  const [section, title] = ['/source/section', '/talk/title'].map((field) =>
    wordsIn(textAt(record, field) ?? '').join(' '),
  );
  return `${title} `.startsWith(`${section} `);
};

/** @returns the maximal sequences of words whose windows are all in the sources. */
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
