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
export const fingerprintsFile = 'tests/curation/source-fingerprints.bin';

/** @returns the words of a text in lower case: whatever consists of letters and digits. */
export const wordsIn = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * @returns the fingerprint of every window of `windowLength` words, in order; none where there are
 *   fewer words: one hexadecimal digit of each word's SHA-256
 */
export const windowsOf = (words: readonly string[]): string[] => {
  const digits = words.map((word) => createHash('sha256').update(word).digest('hex').charAt(0));
  return Array.from({ length: Math.max(0, words.length - windowLength + 1) }, (_, start) =>
    digits.slice(start, start + windowLength).join(''),
  );
};

/** @returns the fingerprints of all windows of the texts, sorted, which hides their order. */
export const fingerprintsOf = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => windowsOf(wordsIn(text))))].sort();

/** Writes fingerprints to a file, one after the other. */
export const writeFingerprints = (file: string, fingerprints: readonly string[]): void =>
  writeFileSync(file, Buffer.from(fingerprints.join(''), 'hex'));

/** @returns the fingerprints in a file. */
export const readFingerprints = (file = fingerprintsFile): ReadonlySet<string> =>
  new Set(readFileSync(file, 'hex').match(new RegExp(`.{${windowLength}}`, 'g')));
