/** How text becomes the terms of the search index; publishing and searching must agree on it. */
import { stemmer } from 'stemmer';

/** Base letters and the accented forms that count as them. The component's engine has no Unicode tables. */
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

/** English words too common to find anything by, and the tails that apostrophes leave behind. */
const stopWords = new Set(
  'a an and are as at be but by for from has have how in into is it its no not of on or s t that the their them they this to was were what when which who why will with'.split(
    ' ',
  ),
);

/** @returns `text` in lower case, with accents taken off Latin letters. */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[\u00df-\u021b]/g, (letter) => baseLetters.get(letter) ?? letter);

/**
 * Runs of letters and digits of any script, well-formed, without Latin, general and CJK punctuation.
 * A longer run counts as several words, for a term must fit into a shard.
 */
const word =
  /[a-z0-9\u00df-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3005-\u3007\u3021-\ud7ff\ue000-\ufefe\u{10000}-\u{10ffff}]{1,40}/gu;

const allWordsOf = (text: string): string[] => fold(text).match(word) ?? [];

/** @returns the words of `text` worth searching for, folded, in order, repeats included. */
export const wordsOf = (text: string): string[] =>
  allWordsOf(text).filter((candidate) => !stopWords.has(candidate));

/**
 * @returns the words that a search is for: those worth it, or else all, for whoever has typed `not`
 *   may be on the way to Notary
 */
export const queryWordsOf = (query: string): string[] => {
  const words = wordsOf(query);
  return words.length > 0 ? words : allWordsOf(query);
};

/** @returns the index term of a word: its Porter stem, which inflections share. */
export const stem = (word: string): string => stemmer(word);
