/** Ranks the matches of a search, as far as the requested page needs it. */
import type { TermMatch } from './match.js';
import {
  bitCount,
  hasBit,
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
  type Scored,
  scoredOf,
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
  const frequent = matches.filter(({ postings }) => isBitmap(postings));
  const lists = matches
    .filter(({ postings }) => !isBitmap(postings))
    .map(({ postings, score }) => scoredOf(postings, boosted(score)));
  const list = mergedOf(lists);
  const bitmaps = frequent.map(({ postings }) => bitmapOf(postings, takeaways));
  const set = bitmaps.length === 0 ? list.ordinals : unionOf([list.ordinals], bitmaps);
  const rarity = Math.log(1 + takeaways / Math.max(1, sizeOf(set)));
  const inBitmaps = frequent.map(({ postings, score }, index) =>
    bitmapScores(postings, bitmaps[index] ?? new Uint32Array(), score, takeaways),
  );
  const highest = Math.max(0, ...matches.map(highestScore));
  return {
    set,
    scoreOf: (ordinal) => {
      let best = scoreIn(list, ordinal);
      for (let index = 0; index < inBitmaps.length; index++) {
        best = Math.max(best, inBitmaps[index]?.(ordinal) ?? 0);
      }
      return best * rarity;
    },
    highest: highest * rarity,
    best: (count) =>
      bitmaps.length === 0
        ? bestOfList(list, count, highest)
        : bestOfBitmap(matches, takeaways, count),
  };
};

/** The score of each field weight in a term that matches so well. */
const boosted = (score: number): Record<FieldWeight, number> => ({
  1: boosts[1] * score,
  2: boosts[2] * score,
  3: boosts[3] * score,
});

/** @returns all occurrences, each takeaway once, with the best of its scores. */
const mergedOf = (lists: readonly Scored[]): Scored => {
  if (lists.length > 2) {
    const half = lists.length >>> 1;
    return mergedOf([mergedOf(lists.slice(0, half)), mergedOf(lists.slice(half))]);
  }
  const [one = nothing, other] = lists;
  return other ? merge(one, other) : one;
};

const nothing: Scored = { ordinals: new Int32Array(), scores: new Float32Array() };

const merge = (one: Scored, other: Scored): Scored => {
  // Not read from the objects at each turn, which the component's engine takes longer for than for the rest.
  const { ordinals: first, scores: firstScores } = one;
  const { ordinals: second, scores: secondScores } = other;
  const ordinals = new Int32Array(first.length + second.length);
  const scores = new Float32Array(ordinals.length);
  let count = 0;
  let at = 0;
  let then = 0;
  while (at < first.length && then < second.length) {
    const ordinal = first[at] ?? 0;
    const next = second[then] ?? 0;
    if (ordinal < next) {
      ordinals[count] = ordinal;
      scores[count] = firstScores[at++] ?? 0;
    } else {
      ordinals[count] = next;
      scores[count] = secondScores[then++] ?? 0;
      if (ordinal === next) {
        scores[count] = Math.max(scores[count] ?? 0, firstScores[at++] ?? 0);
      }
    }
    count++;
  }
  for (const [list, from] of [[one, at] as const, [other, then] as const]) {
    ordinals.set(list.ordinals.subarray(from), count);
    scores.set(list.scores.subarray(from), count);
    count += list.ordinals.length - from;
  }
  return { ordinals: ordinals.subarray(0, count), scores: scores.subarray(0, count) };
};

/** @returns the score of a takeaway, 0 if it is not in the list. */
const scoreIn = ({ ordinals, scores }: Scored, ordinal: number): number => {
  let low = 0;
  let high = ordinals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordinals[middle] ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  return ordinals[low] === ordinal ? (scores[low] ?? 0) : 0;
};

/** The best of a list, by descending score, then by ordinal. Undefined where to sort all costs less. */
const bestOfList = (
  { ordinals, scores }: Scored,
  count: number,
  highest: number,
): number[] | undefined => {
  if (count > maxInsertions) return undefined;
  const best: number[] = [];
  let least = 0;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] ?? 0;
    if (score <= least) continue;
    let at = best.length;
    while (at > 0 && (scores[best[at - 1] ?? 0] ?? 0) < score) at--;
    best.splice(at, 0, index);
    if (best.length > count) best.pop();
    if (best.length < count) continue;
    least = scores[best[count - 1] ?? 0] ?? 0;
    if (least === highest) break;
  }
  return best.map((index) => ordinals[index] ?? 0);
};

/**
 * The best where the first term is a bitmap: they follow from its weights, if no other term matches, or if
 * enough takeaways have it in their titles, which no other term's score comes up to.
 */
const bestOfBitmap = (
  [match, ...others]: readonly TermMatch[],
  takeaways: number,
  count: number,
): number[] | undefined => {
  if (!match || !isBitmap(match.postings)) return undefined;
  const bits = bitmapOf(match.postings, takeaways);
  const ranks = heaviest(match.postings, takeaways, sizeOf(bits), count);
  if (others.length === 0) return ranks?.flatMap((ofOneWeight) => ordinalsAt(bits, ofOneWeight));
  const [inTitles = []] = ranks ?? [];
  const best = boosts[3] * match.score;
  return inTitles.length === count && others.every((other) => highestScore(other) < best)
    ? ordinalsAt(bits, inTitles)
    : undefined;
};

const highestScore = ({ postings, score }: TermMatch): number =>
  (isBitmap(postings) && weightAt(postings, 0, 0) === undefined ? boosts[1] : highestBoost) * score;

/** The score of a term that occurs in many takeaways: 0 where it does not occur. */
const bitmapScores = (
  postings: Uint8Array,
  bits: Uint32Array,
  score: number,
  takeaways: number,
) => {
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

interface Candidate {
  readonly ordinal: number;
  readonly score: number;
}

/** Beyond so many, sorting all costs less than keeping the best in order. */
const maxInsertions = 200;

const sortAll = (set: OrdinalSet, words: readonly WordMatches[]): number[] => {
  const all: Candidate[] = [];
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
  const best: Candidate[] = [];
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
