/** Checks that no text of ours repeats consecutive words of a source, or keeps most of a sentence in its order. */

import { type DataRecord, patternOf, textAt } from '../data-records.js';
import { isNear, readSentences, sentencesIn } from '../sentence-fingerprints.js';
import { errorAt, type ValidationError } from '../validation-error.js';
import { readFingerprints, windowLength, windowsOf, wordsIn } from '../word-fingerprints.js';

/** The fingerprints of the sources. */
export interface SourceFingerprints {
  /** Of consecutive words (word-fingerprints.ts). */
  readonly words: ReadonlySet<string>;
  /** Of sentences (sentence-fingerprints.ts). */
  readonly sentences: readonly string[];
}

/** @returns the fingerprints kept in this repository. */
export const readSourceFingerprints = (): SourceFingerprints => ({
  words: readFingerprints(),
  sentences: readSentences(),
});

/** Addresses, and titles of talks and sources, can only be quoted. */
const verbatim: readonly string[] = [
  'takeaways /talk/title',
  'takeaways /links/*/url',
  'sources /title',
  'sources /url',
  'talks /title',
  'talks /schedule',
  'talks /recording',
  'events /homepage',
  'technologies /homepage',
  'technologies /cncf_levels/*/source',
];

/** @returns an error for each text that repeats a source. */
export const checkOriginality = (
  records: readonly DataRecord[],
  fingerprints: SourceFingerprints,
): ValidationError[] =>
  records.flatMap((record) =>
    [...record.leaves].flatMap(([field, value]) =>
      typeof value !== 'string' || isVerbatim(record, field)
        ? []
        : textErrors(record, field, value, fingerprints),
    ),
  );

const textErrors = (
  record: DataRecord,
  field: string,
  text: string,
  { words, sentences }: SourceFingerprints,
): ValidationError[] => {
  const repeated = repeatedWords(text, words).map((sequence) =>
    errorAt(
      record,
      field,
      `"${sequence.join(' ')}" repeats a source, word for word or nearly`,
      `Rephrase it: at most ${windowLength - 1} consecutive words may come from a source.`,
    ),
  );
  if (repeated.length > 0) return repeated;
  return sentencesIn(text)
    .filter((sentence) => isNear(sentence, sentences))
    .map((sentence) =>
      errorAt(
        record,
        field,
        `"${sentence}" has the words of a source in their order`,
        'Rewrite it: change its structure, not only its words.',
      ),
    );
};

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
