/** Ranks the matches of a search, as far as the requested page needs it. */
import type { TermMatch } from './match.js';
import {
  bitCount,
  hasBit,
  isBits,
  type OrdinalSet,
  ordinalsAt,
  sizeOf,
  unionOf,
  visitSet,
} from './ordinal-set.js';
import {
  bitmapOf,
  type FieldWeight,
  heaviest,
  isBitmap,
  visitPostings,
  weightAt,
} from './postings.js';

/** The takeaways that match one word, and how well. */
export interface WordMatches {
  readonly set: OrdinalSet;
  /** The word's score for a takeaway in the set. */
  scoreOf(ordinal: number): number;
  /** No score is higher. */
  readonly highest: number;
  /** The first `count` of the set in the order of their scores, if that costs less than to score them all. */
  best?(count: number): number[] | undefined;
}

/** The boost of each field: a word in the title counts more than one in the talk or the summary. */
const boosts: Readonly<Record<FieldWeight, number>> = { 1: 1, 2: 2, 3: 4 };
const highestBoost = boosts[3];

/**
 * @param matches the terms that match the word
 * @param takeaways the number of takeaways in the dataset
 * @returns the matches, each with the score of its best term; rare words count more than frequent ones
 */
export const matchesOf = (matches: readonly TermMatch[], takeaways: number): WordMatches => {
  const set = unionOf(
    matches.map(({ postings }) => postings),
    takeaways,
  );
  const rarity = Math.log(1 + takeaways / Math.max(1, sizeOf(set)));
  const inLists = new Map<number, number>();
  const inBitmaps: ((ordinal: number) => number)[] = [];
  matches.forEach(({ postings, score }) => {
    if (isBitmap(postings)) inBitmaps.push(bitmapScores(postings, score, takeaways));
    else {
      visitPostings(postings, takeaways, (ordinal, weight) => {
        const scored = boosts[weight] * score;
        if (scored > (inLists.get(ordinal) ?? 0)) inLists.set(ordinal, scored);
      });
    }
  });
  return {
    set,
    scoreOf: (ordinal) => {
      let best = inLists.get(ordinal) ?? 0;
      for (let index = 0; index < inBitmaps.length; index++) {
        best = Math.max(best, inBitmaps[index]?.(ordinal) ?? 0);
      }
      return best * rarity;
    },
    highest: Math.max(0, ...matches.map(highestScore)) * rarity,
    best: (count) => bestOfBitmap(matches, set, takeaways, count),
  };
};

/** A word that a single term matches, one that occurs in many takeaways: they follow from its weights. */
const bestOfBitmap = (
  [match, ...others]: readonly TermMatch[],
  set: OrdinalSet,
  takeaways: number,
  count: number,
): number[] | undefined => {
  if (!match || others.length > 0 || !isBits(set)) return undefined;
  const ranks = heaviest(match.postings, takeaways, sizeOf(set), count);
  return ranks?.flatMap((ofOneWeight) => ordinalsAt(set, ofOneWeight));
};

const highestScore = ({ postings, score }: TermMatch): number =>
  (isBitmap(postings) && weightAt(postings, 0, 0) === undefined ? boosts[1] : highestBoost) * score;

/** The score of a term that occurs in many takeaways: 0 where it does not occur. */
const bitmapScores = (postings: Uint8Array, score: number, takeaways: number) => {
  const bits = bitmapOf(postings, takeaways);
  let ranks: Uint32Array | undefined;
  /** How many occurrences are before each word of the bitmap: counted when it is first needed. */
  const ranksOf = () => {
    ranks = new Uint32Array(bits.length);
    for (let index = 1; index < bits.length; index++) {
      ranks[index] = (ranks[index - 1] ?? 0) + bitCount(bits[index - 1] ?? 0);
    }
    return ranks;
  };
  return (ordinal: number): number => {
    if (!hasBit(bits, ordinal)) return 0;
    const word = ordinal >>> 5;
    const below = (bits[word] ?? 0) & ((1 << (ordinal & 31)) - 1);
    const rank = ((ranks ?? ranksOf())[word] ?? 0) + bitCount(below);
    return boosts[weightAt(postings, takeaways, rank) ?? 1] * score;
  };
};

/**
 * @param set the takeaways that match all words
 * @param words the matches of each word
 * @param count how many of the best are asked for
 * @returns the best, by descending score; those with equal scores by ordinal
 */
export const rank = (set: OrdinalSet, words: readonly WordMatches[], count: number): number[] => {
  const [word] = words;
  const known = set === word?.set && words.length === 1 ? word.best?.(count) : undefined;
  return known ?? (count > maxInsertions ? sortAll(set, words) : selectBest(set, words, count));
};

interface Scored {
  readonly ordinal: number;
  readonly score: number;
}

/** Beyond so many, sorting all costs less than keeping the best in order. */
const maxInsertions = 200;

const sortAll = (set: OrdinalSet, words: readonly WordMatches[]): number[] => {
  const all: Scored[] = [];
  visitSet(set, (ordinal) => all.push({ ordinal, score: scoreOf(ordinal, words) }) > 0);
  all.sort((one, other) => other.score - one.score || one.ordinal - other.ordinal);
  return all.map(({ ordinal }) => ordinal);
};

const scoreOf = (ordinal: number, words: readonly WordMatches[]): number => {
  let score = 0;
  for (let index = 0; index < words.length; index++) score += words[index]?.scoreOf(ordinal) ?? 0;
  return score;
};

const selectBest = (set: OrdinalSet, words: readonly WordMatches[], count: number): number[] => {
  const highest = words.reduce((sum, word) => sum + word.highest, 0);
  const best: Scored[] = [];
  visitSet(set, (ordinal) => {
    const score = scoreOf(ordinal, words);
    // Ordinals ascend: one with the score of another goes behind it.
    if (best.length === count && score <= (best.at(-1)?.score ?? 0)) return true;
    let at = best.length;
    while (at > 0 && (best[at - 1]?.score ?? 0) < score) at--;
    best.splice(at, 0, { ordinal, score });
    if (best.length > count) best.pop();
    return best.length < count || (best.at(-1)?.score ?? 0) < highest;
  });
  return best.map(({ ordinal }) => ordinal);
};
