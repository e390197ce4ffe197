/** Splits text into the terms of the search index, for publishing and for searching. */
import { stemmer } from 'stemmer';

/** Base letters and their accented forms. The component's engine has no Unicode tables. */
const accents: Readonly<Record<string, string>> = {
  a: 'àáâãäåāăą',
  ae: 'æ',
  c: 'çćĉċč',
  d: 'ďđð',
  e: 'èéêëēĕėęě',
  g: 'ĝğġģ',
  h: 'ĥħ',
  i: 'ìíîïĩīĭįı',
  j: 'ĵ',
  k: 'ķ',
  l: 'ĺļľŀł',
  n: 'ñńņňŋ',
  o: 'òóôõöøōŏő',
  oe: 'œ',
  r: 'ŕŗř',
  s: 'śŝşšș',
  ss: 'ß',
  t: 'ţťŧț',
  th: 'þ',
  u: 'ùúûüũūŭůűų',
  w: 'ŵ',
  y: 'ýÿŷ',
  z: 'źżž',
};

const baseLetters = new Map(
  Object.entries(accents).flatMap(([base, letters]) =>
    [...letters].map((letter) => [letter, base] as const),
  ),
);

/** Common English words, and the letters that remain after an apostrophe. */
const stopWords = new Set(
  'a an and are as at be but by for from has have how in into is it its no not of on or s t that the their them they this to was were what when which who why will with'.split(
    ' ',
  ),
);

/** @returns `text` in lower case, without accents on Latin letters. */
export const fold = (text: string): string => {
  const folded = text.toLowerCase();
  if (!accented.test(folded)) return folded;
  return folded
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[\u00df-\u021b]/g, (letter) => baseLetters.get(letter) ?? letter);
};

/** Most texts have no accents, and one look is cheaper than two replacements. */
const accented = /[\u00df-\u036f]/;

/**
 * Letters and digits of any script, without Latin, general and CJK punctuation. Longer runs are split,
 * because a term must fit in a shard.
 */
const word =
  /[a-z0-9\u00df-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3005-\u3007\u3021-\ud7ff\ue000-\ufefe\u{10000}-\u{10ffff}]{1,40}/gu;

/** @returns the folded words of `text`, stop words too. */
export const allWordsOf = (text: string): string[] => fold(text).match(word) ?? [];

/** @returns the folded words of `text` without stop words, in order, with repetitions. */
export const wordsOf = (text: string): string[] =>
  allWordsOf(text).filter((candidate) => !isStopWord(candidate));

/** @returns whether a folded word is too common to search for. */
export const isStopWord = (word: string): boolean => stopWords.has(word);

/**
 * @returns the words to search for: without stop words, unless there are no others. Someone who has typed
 *   `not` may be about to type `notary`.
 */
export const queryWordsOf = (query: string): string[] => {
  const words = wordsOf(query);
  return words.length > 0 ? words : allWordsOf(query);
};

/** @returns the index term of a word: its Porter stem. */
export const stem = (word: string): string => stemmer(word);
