/** Which terms of the index a searched word stands for: itself, words it begins, or what was meant. */

import { editDistance } from './edit-distance.js';
import type { Index } from './index-budget.js';
import { firstNotBefore, isWord, type Shard } from './shards.js';
import { stem } from './words.js';

/** One term that a word stands for. */
export interface TermMatch {
  readonly postings: Uint8Array;
  /** 1 for the word itself, less for what it may stand for. */
  readonly score: number;
}

const prefixScore = 0.5;
const correctionScore = 0.25;
const minPrefixLength = 2;
const maxPrefixMatches = 50;
const maxCorrections = 3;
const minStemLength = 5;

/**
 * The word itself and words it begins; where the index has neither, words that it continues or that
 * differ from it, or from its beginning, by a small typo.
 *
 * @param index the index, within the query's budget
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

/** 2025 is no misspelt 2024. */
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

/** Typos tolerated among this many letters: none in short words, where everything is near. */
const maxEdits = (letters: number): number => (letters < 4 ? 0 : letters < 7 ? 1 : 2);

/** @returns the candidates with the fewest typos, if tolerated; those that share most letters first. */
const closest = (candidates: readonly string[], typosIn: (candidate: string) => number) => {
  const byTypos: string[][] = [[], [], []];
  for (const candidate of candidates) {
    const typos = typosIn(candidate);
    if (typos <= maxEdits(candidate.length)) byTypos[typos]?.push(candidate);
  }
  const fewest = byTypos.find((terms) => terms.length > 0) ?? [];
  return fewest.sort((one, other) => other.length - one.length).slice(0, maxCorrections);
};

/** `kubernet`, typed `kubrenet`. */
const wholeDistance = (candidate: string, term: string): number =>
  Math.abs(candidate.length - term.length) <= maxEdits(term.length)
    ? editDistance(candidate, term)
    : Infinity;

/** `observ`, typed `observab` or `obsrvability`: an ending cut short, or misspelt, leaves no stem. */
const prefixDistance = (candidate: string, word: string): number =>
  candidate.length >= minStemLength && candidate[0] === word[0]
    ? Math.min(
        ...[-1, 0, 1].map((more) =>
          editDistance(candidate, word.slice(0, candidate.length + more)),
        ),
      )
    : Infinity;
