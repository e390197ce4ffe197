/** Which terms of the index a searched word stands for: itself, words it begins, or what was meant. */
import type { Index } from './index-budget.js';
import { firstNotBefore, isWord, type Shard } from './shards.js';
import { typosBetween } from './typos.js';
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
const mostCorrections = 3;
const shortestBeginning = 5;

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
  const found: TermMatch[] = exact ? [{ postings: exact, closeness: 1 }] : [];

  if (word.length >= shortestPrefix) {
    for (const shard of await index.shardsFrom(word, exact ? 0 : 1)) {
      for (const longer of termsFrom(shard, word).filter((candidate) => candidate !== term)) {
        const postings = shard.postingsOf(longer);
        if (postings) found.push({ postings, closeness: prefixCloseness });
      }
    }
  }
  return found.length > 0 || isNumber(word) ? found : corrections(index, word, term);
};

/** 2025 is no misspelt 2024. */
const isNumber = (word: string): boolean => /^\d+$/.test(word);

const termsFrom = (shard: Shard, prefix: string): string[] => {
  const first = firstNotBefore(shard.terms, prefix);
  const terms = shard.terms.slice(first, first + mostPrefixed);
  const end = terms.findIndex((term) => !term.startsWith(prefix));
  return end < 0 ? terms : terms.slice(0, end);
};

const corrections = async (index: Index, word: string, term: string): Promise<TermMatch[]> => {
  const near = await index.shardOf(term);
  const candidates = [...new Set([...near.terms.filter(isWord), ...(await index.spelling())])];
  const whole = nearest(candidates, (candidate) => typosInWhole(candidate, term));
  const meant =
    whole.length > 0 ? whole : nearest(candidates, (one) => typosInBeginning(one, word));
  const found: TermMatch[] = [];
  for (const correction of meant) {
    const postings = (await index.affordableShardOf(correction))?.postingsOf(correction);
    if (postings) found.push({ postings, closeness: correctionCloseness });
  }
  return found;
};

/** Typos tolerated among this many letters: none in short words, where everything is near. */
const toleratedTypos = (letters: number): number => (letters < 4 ? 0 : letters < 7 ? 1 : 2);

/** @returns the candidates with the fewest typos, if tolerated; those that share most letters first. */
const nearest = (candidates: readonly string[], typosIn: (candidate: string) => number) => {
  const byTypos: string[][] = [[], [], []];
  for (const candidate of candidates) {
    const typos = typosIn(candidate);
    if (typos <= toleratedTypos(candidate.length)) byTypos[typos]?.push(candidate);
  }
  const fewest = byTypos.find((terms) => terms.length > 0) ?? [];
  return fewest.sort((one, other) => other.length - one.length).slice(0, mostCorrections);
};

/** `kubernet`, typed `kubrenet`. */
const typosInWhole = (candidate: string, term: string): number =>
  Math.abs(candidate.length - term.length) <= toleratedTypos(term.length)
    ? typosBetween(candidate, term)
    : Infinity;

/** `observ`, typed `observab` or `obsrvability`: an ending cut short, or misspelt, leaves no stem. */
const typosInBeginning = (candidate: string, word: string): number =>
  candidate.length >= shortestBeginning && candidate[0] === word[0]
    ? Math.min(
        ...[-1, 0, 1].map((more) =>
          typosBetween(candidate, word.slice(0, candidate.length + more)),
        ),
      )
    : Infinity;
