/**
 * Fingerprints of word sequences, to detect text copied from the sources without storing the sources.
 *
 * A hash of whole sequences could be reversed: whoever knows seven words finds the eighth by trying a dictionary.
 * So only four bits of each word's hash are kept, which thousands of words share. Eight consecutive words still
 * match by chance only once in about 180,000 words. A copy of seven words may be reported too.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/** How many consecutive words make a fingerprint. */
export const windowLength = 8;

/** The fingerprints of the sources, from the top of the repository. */
export const fingerprintsFile = 'tests/curation/source-fingerprints.bin';

/** @returns the words of a text in lower case; a word is a sequence of letters and digits. */
export const wordsIn = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** @returns the fingerprint of every `windowLength` consecutive words: one hex digit of each word's SHA-256. */
export const windowsOf = (words: readonly string[]): string[] => {
  const digits = words.map((word) => createHash('sha256').update(word).digest('hex').charAt(0));
  return Array.from({ length: Math.max(0, words.length - windowLength + 1) }, (_, start) =>
    digits.slice(start, start + windowLength).join(''),
  );
};

/** @returns the fingerprints of the texts, sorted to hide their order. */
export const fingerprintsOf = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => windowsOf(wordsIn(text))))].sort();

export const writeFingerprints = (file: string, fingerprints: readonly string[]): void =>
  writeFileSync(file, Buffer.from(fingerprints.join(''), 'hex'));

export const readFingerprints = (file = fingerprintsFile): ReadonlySet<string> =>
  new Set(readFileSync(file, 'hex').match(new RegExp(`.{${windowLength}}`, 'g')));
