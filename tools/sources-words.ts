/**
 * How a text becomes word sequences, and these become fingerprints: the check that our texts repeat
 * nothing of the sources, and the tool that takes the sources' fingerprints, must agree on it.
 *
 * A hash of whole sequences could be read back: who knows seven words finds the eighth by trying a
 * dictionary, then the ninth. So only four bits of each word's hash are kept. Thousands of words share
 * them, and yet eight words in a row that agree by chance turn up once in some 180,000 words. The price
 * is that a text that repeats only seven may be caught, too.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/** As many consecutive words of a source as no text of ours may repeat. */
export const windowLength = 8;

/** Where the fingerprints of the sources lie, from the top of the repository. */
export const fingerprintsFile = 'tests/data/source-fingerprints.bin';

/** @returns the words of a text in lower case: whatever consists of letters and digits. */
export const wordsIn = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** @returns every sequence of `windowLength` words, in order; none of a text that is shorter. */
export const windowsOf = (words: readonly string[]): string[][] =>
  Array.from({ length: Math.max(0, words.length - windowLength + 1) }, (_, start) =>
    words.slice(start, start + windowLength),
  );

/** @returns the fingerprint of a word sequence: one hexadecimal digit of the SHA-256 of each word. */
export const fingerprintOf = (window: readonly string[]): string =>
  window.map((word) => createHash('sha256').update(word).digest('hex').charAt(0)).join('');

/** @returns the fingerprints of all word sequences of the texts, sorted, which hides their order. */
export const fingerprintsOf = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => windowsOf(wordsIn(text)).map(fingerprintOf)))].sort();

/** Writes fingerprints to a file, one after the other. */
export const writeFingerprints = (file: string, fingerprints: readonly string[]): void =>
  writeFileSync(file, Buffer.from(fingerprints.join(''), 'hex'));

/** @returns the fingerprints in a file. */
export const readFingerprints = (file = fingerprintsFile): ReadonlySet<string> =>
  new Set(readFileSync(file, 'hex').match(new RegExp(`.{${windowLength}}`, 'g')));
