/** The order of results, against the formula: for datasets that are small, and so large that terms are bitmaps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersectionOf } from '../../../src/dataset/search/ordinal-set.js';
import {
  encodePostings,
  type FieldWeight,
  type Postings,
} from '../../../src/dataset/search/postings.js';
import { matchesOf, rank } from '../../../src/dataset/search/ranking.js';

const boosts = { 1: 1, 2: 2, 3: 4 } as const;

/** A term that occurs in a share of the takeaways. */
const postingsOf = (takeaways: number) =>
  fc
    .tuple(fc.constantFrom(0.001, 0.01, 0.2, 0.4, 0.8, 1), fc.integer(), fc.constantFrom(1, 3, 40))
    .map(([share, seed, rarity]): Postings => {
      let state = seed;
      const random = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      const ordinals = Array.from({ length: takeaways }, (_, n) => n).filter(
        () => random() < share,
      );
      const weights = ordinals.map(
        (): FieldWeight => (random() * rarity < 1 ? 3 : random() < 0.5 ? 2 : 1),
      );
      return { ordinals, weights };
    });

const termOf = (takeaways: number) =>
  fc.record({ postings: postingsOf(takeaways), score: fc.constantFrom(1, 0.5, 0.25) });

/** What the encoding keeps: a bitmap may have no weights. */
const keptWeights = (postings: Postings, encoded: Uint8Array): readonly number[] =>
  encoded[0] === 2 ? postings.weights.map(() => 1) : postings.weights;

describe.each([1, 40, 5000, 100_000])('among %d takeaways', (takeaways) => {
  const words = fc.array(fc.array(termOf(takeaways), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  });

  it('the first are those with the highest sums of the best score per word', {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 300 }), (terms, count) => {
        const encoded = terms.map((word) =>
          word.map(({ postings, score }) => ({
            postings: encodePostings(postings, takeaways),
            score,
          })),
        );
        const scores = terms.map((word, w) => {
          const best = new Map<number, number>();
          word.forEach(({ postings, score }, t) => {
            const weights = keptWeights(postings, encoded[w]?.[t]?.postings ?? new Uint8Array());
            postings.ordinals.forEach((ordinal, index) => {
              const boosted = boosts[(weights[index] ?? 1) as FieldWeight] * score;
              best.set(ordinal, Math.max(best.get(ordinal) ?? 0, boosted));
            });
          });
          const rarity = Math.log(1 + takeaways / Math.max(1, best.size));
          return new Map(Array.from(best, ([ordinal, score]) => [ordinal, score * rarity]));
        });
        const [first = new Map<number, number>(), ...others] = scores;
        const expected = [...first.keys()]
          .filter((ordinal) => others.every((word) => word.has(ordinal)))
          .map((ordinal) => ({
            ordinal,
            score: scores.reduce((sum, word) => sum + (word.get(ordinal) ?? 0), 0),
          }))
          .sort((one, other) => other.score - one.score || one.ordinal - other.ordinal)
          .slice(0, count)
          .map(({ ordinal }) => ordinal);

        const matches = encoded.map((word) => matchesOf(word, takeaways));
        const set = intersectionOf(matches.map((word) => word.set));
        expect(rank(set, matches, count).slice(0, count)).toEqual(expected);
      }),
      { numRuns: takeaways > 50_000 ? 15 : 60 },
    );
  });
});
