/**
 * Fingerprints of sentences, to detect paraphrases that keep the content words of a source and their order.
 *
 * The fingerprint of a sentence is one character for each of its content words: six bits of the hash of the
 * word's stem, which hundreds of stems share. Names, numbers and function words leave no trace, so a sentence
 * cannot be read back from its fingerprint. Long sequences still rarely match by chance.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { stemmer } from 'stemmer';

/** The fingerprints of the sources' sentences, one per line, from the top of the repository. */
export const sentencesFile = 'tests/curation/source-sentences.txt';

/** How many content words a sentence must share with a source, in order, to count as near to it. */
export const minShared = 6;
/** Which share of its content words that must be. */
const minShare = 0.75;
/** How far apart they may be in the source: in this many times as many words. */
const maxSpread = 2;

const functionWords = new Set(
  'about above after again all also an and any are as at be because been before being below between both but by can could did do does doing done down during each few for from further had has have having he her here his how if in into is it its itself just like may me might more most must my no nor not now of off on once one only or other our out over own per same she should so some such than that the their them then there these they this those through to too under until up upon us use used uses using very via was we well were what when where which while who whom why will with within without would you your'.split(
    ' ',
  ),
);

/** @returns the sentences of a text; line breaks and list items end a sentence, too. */
export const sentencesIn = (text: string): string[] =>
  text
    .normalize('NFC')
    .split(/\n|(?<=[.!?:;])\s+/u)
    .map((sentence) => sentence.trim())
    .filter(Boolean);

/** Options and addresses, which can only be quoted. */
const literal = /\S*[=/_@]\S*|(?<=\s)-\S+/gu;

/** Words in lower case that are not function words: the capitals of names tell them apart. */
const contentWordsIn = (sentence: string): string[] =>
  (sentence.replace(literal, '').match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => /^\p{Ll}{3,}$/u.test(word) && !functionWords.has(word),
  );

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** @returns the fingerprint of a sentence. */
export const fingerprintOf = (sentence: string): string =>
  contentWordsIn(sentence)
    .map((word) => {
      const [byte = 0] = createHash('sha256').update(stemmer(word)).digest();
      return alphabet.charAt(byte % alphabet.length);
    })
    .join('');

/** @returns the fingerprints of sentences, and of two in a row, sorted to hide their order. */
export const sentenceFingerprintsOf = (texts: readonly string[]): string[] => {
  const all = texts.flatMap((text) => {
    const prints = sentencesIn(text).map(fingerprintOf);
    return [...prints, ...prints.slice(1).map((print, index) => `${prints[index]}${print}`)];
  });
  return [...new Set(all)].filter((print) => print.length >= minShared).sort();
};

/** @returns whether a sentence keeps most of the content words of a source, in order. */
export const isNear = (sentence: string, sources: readonly string[]): boolean => {
  const print = fingerprintOf(sentence);
  const enough = Math.max(minShared, Math.ceil(print.length * minShare));
  if (print.length < minShared) return false;
  const width = print.length * maxSpread;
  return sources.some(
    (source) =>
      sharedBy(print, source) >= enough &&
      windowsOf(source, width).some((window) => sharedBy(print, window) >= enough),
  );
};

const windowsOf = (text: string, width: number): string[] =>
  Array.from({ length: Math.max(1, text.length - width + 1) }, (_, start) =>
    text.slice(start, start + width),
  );

/** @returns the length of the longest common subsequence. */
export const sharedBy = (one: string, other: string): number => {
  let lengths = new Array<number>(other.length + 1).fill(0);
  for (const character of one) {
    const next = [0];
    for (let index = 0; index < other.length; index++) {
      const longer =
        character === other[index]
          ? (lengths[index] ?? 0) + 1
          : Math.max(lengths[index + 1] ?? 0, next[index] ?? 0);
      next.push(longer);
    }
    lengths = next;
  }
  return lengths[other.length] ?? 0;
};

export const writeSentences = (file: string, fingerprints: readonly string[]): void =>
  writeFileSync(file, `${fingerprints.join('\n')}\n`);

export const readSentences = (file = sentencesFile): readonly string[] =>
  readFileSync(file, 'utf8').split('\n').filter(Boolean);
