/** Which terms of the index a searched word stands for: itself, words it begins, or what was meant. */
import { distance } from 'fastest-levenshtein';
import type { Index } from './query.js';
import { firstNotBefore, isWord, type Shard } from './shards.js';
import { stem } from './words.js';

/** One term that a word stands for. */
export interface TermMatch {
  readonly postings: Uint8Array;
  /** 1 for the word itself, less for what it may stand for. */
  readonly closeness: number;
}

const prefixCloseness = 0.5;
const correctionCloseness = 0.25;
const shortestPrefix = 2;
const mostPrefixed = 50;
const mostCorrections = 5;

/**
 * The word itself and words it begins; where the index has neither, words that it continues or that
 * differ from it by a small typo.
 *
 * @param index the index, within the query's budget
 * @param word a folded word
 */
export const matchWord = async (index: Index, word: string): Promise<TermMatch[]> => {
  const term = stem(word);
  const exact = (await index.shardOf(term)).postingsOf(term);
  const found: TermMatch[] = exact ? [{ postings: exact, closeness: 1 }] : [];

  if (word.length >= shortestPrefix) {
    for (const shard of await index.shardsFrom(word)) {
      for (const longer of termsFrom(shard, word).filter((candidate) => candidate !== term)) {
        const postings = shard.postingsOf(longer);
        if (postings) found.push({ postings, closeness: prefixCloseness });
      }
    }
  }
  return found.length > 0 ? found : corrections(index, word, term);
};

const termsFrom = (shard: Shard, prefix: string): string[] => {
  const first = firstNotBefore(shard.terms, prefix);
  const terms = shard.terms.slice(first, first + mostPrefixed);
  const end = terms.findIndex((term) => !term.startsWith(prefix));
  return end < 0 ? terms : terms.slice(0, end);
};

const corrections = async (index: Index, word: string, term: string): Promise<TermMatch[]> => {
  const near = await index.shardOf(term);
  const candidates = new Set([...near.terms.filter(isWord), ...(await index.spelling())]);
  const found: TermMatch[] = [];
  for (const meant of closest(candidates, word, term)) {
    const postings = (await index.affordableShardOf(meant))?.postingsOf(meant);
    if (postings) found.push({ postings, closeness: correctionCloseness });
  }
  return found;
};

/** Typos tolerated in a term of this many letters: none in short ones, where everything is near. */
const toleratedTypos = (letters: number): number => (letters < 4 ? 0 : letters < 7 ? 1 : 2);

/** @returns the stem that `word` continues, `observ` of `observab`, or else the terms nearest to `term`. */
const closest = (candidates: Iterable<string>, word: string, term: string): string[] => {
  const tolerated = toleratedTypos(term.length);
  const byDistance: string[][] = [[], [], []];
  let continued = '';
  for (const candidate of candidates) {
    if (
      candidate.length >= 4 &&
      candidate.length > continued.length &&
      word.startsWith(candidate)
    ) {
      continued = candidate;
    }
    if (Math.abs(candidate.length - term.length) > tolerated) continue;
    const typos = distance(candidate, term);
    if (typos <= tolerated) byDistance[typos]?.push(candidate);
  }
  if (continued) return [continued];
  return (byDistance.find((terms) => terms.length > 0) ?? []).slice(0, mostCorrections);
};
