/** Matches a query word with index terms: exactly, as a prefix, or with typos. */

import { editDistance } from './edit-distance.js';
import type { Index } from './index-budget.js';
import { firstNotBefore, isWord, type Shard } from './shards.js';
import { stem } from './words.js';

/** An index term that matches a word. */
export interface TermMatch {
  readonly postings: Uint8Array;
  /** 1 for an exact match, less for others. */
  readonly score: number;
}

const prefixScore = 0.5;
const correctionScore = 0.25;
const minPrefixLength = 2;
const maxPrefixMatches = 50;
const maxCorrections = 3;
const minStemLength = 5;

/**
 * Finds the exact term and terms with the word as a prefix. If there are none, finds terms that differ from
 * the word, or from its beginning, by a small typo.
 *
 * @param index the index
 * @param word a folded word
 */
export const matchWord = async (index: Index, word: string): Promise<TermMatch[]> => {
  const term = stem(word);
  const exact = (await index.shardOf(term)).postingsOf(term);
  const found: TermMatch[] = exact ? [{ postings: exact, score: 1 }] : [];

  if (word.length >= minPrefixLength) {
    for (const shard of await index.shardsFrom(word, exact ? 0 : 1)) {
      for (const longer of termsFrom(shard, word).filter((candidate) => candidate !== term)) {
        const postings = shard.postingsOf(longer);
        if (postings) found.push({ postings, score: prefixScore });
      }
    }
  }
  return found.length > 0 || isNumber(word) ? found : corrections(index, word, term);
};

/** Numbers are not corrected: 2025 is not a misspelt 2024. */
const isNumber = (word: string): boolean => /^\d+$/.test(word);

const termsFrom = (shard: Shard, prefix: string): string[] => {
  const first = firstNotBefore(shard.terms, prefix);
  const terms = shard.terms.slice(first, first + maxPrefixMatches);
  const end = terms.findIndex((term) => !term.startsWith(prefix));
  return end < 0 ? terms : terms.slice(0, end);
};

const corrections = async (index: Index, word: string, term: string): Promise<TermMatch[]> => {
  const near = await index.shardOf(term);
  const candidates = [...new Set([...near.terms.filter(isWord), ...(await index.spelling())])];
  const whole = closest(candidates, (candidate) => wholeDistance(candidate, term));
  const meant = whole.length > 0 ? whole : closest(candidates, (one) => prefixDistance(one, word));
  const found: TermMatch[] = [];
  for (const correction of meant) {
    const postings = (await index.affordableShardOf(correction))?.postingsOf(correction);
    if (postings) found.push({ postings, score: correctionScore });
  }
  return found;
};

/** The tolerated edit distance for a word of this length: none for short words, where everything is close. */
const maxEdits = (letters: number): number => (letters < 4 ? 0 : letters < 7 ? 1 : 2);

/** @returns the candidates with the smallest tolerated distance, longest first. */
const closest = (candidates: readonly string[], typosIn: (candidate: string) => number) => {
  const byTypos: string[][] = [[], [], []];
  for (const candidate of candidates) {
    const typos = typosIn(candidate);
    if (typos <= maxEdits(candidate.length)) byTypos[typos]?.push(candidate);
  }
  const fewest = byTypos.find((terms) => terms.length > 0) ?? [];
  return fewest.sort((one, other) => other.length - one.length).slice(0, maxCorrections);
};

/** For a typo in the word: `kubrenet` for `kubernet`. */
const wholeDistance = (candidate: string, term: string): number =>
  Math.abs(candidate.length - term.length) <= maxEdits(term.length)
    ? editDistance(candidate, term)
    : Infinity;

/** For a typo in a word that did not stem: `observab` or `obsrvability` for `observ`. */
const prefixDistance = (candidate: string, word: string): number =>
  candidate.length >= minStemLength && candidate[0] === word[0]
    ? Math.min(
        ...[-1, 0, 1].map((more) =>
          editDistance(candidate, word.slice(0, candidate.length + more)),
        ),
      )
    : Infinity;
