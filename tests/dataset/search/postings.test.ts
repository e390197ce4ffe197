import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxTakeaways } from '../../../src/dataset/records/schema.js';
import {
  encodePostings,
  type FieldWeight,
  maxPostingsBytes,
  type Postings,
  visitPostings,
} from '../../../src/dataset/search/postings.js';

const decode = (bytes: Uint8Array, takeaways: number): Postings => {
  const ordinals: number[] = [];
  const weights: FieldWeight[] = [];
  visitPostings(bytes, takeaways, (ordinal, weight) => {
    ordinals.push(ordinal);
    weights.push(weight);
  });
  return { ordinals, weights };
};

const roundTrip = (postings: Postings, takeaways: number): Postings =>
  decode(encodePostings(postings, takeaways), takeaways);

const weight = fc.constantFrom<FieldWeight>(1, 2, 3);

/** Arbitrary postings in a small dataset. */
const smallPostings = fc
  .integer({ min: 1, max: 2000 })
  .chain((takeaways) =>
    fc.record({
      takeaways: fc.constant(takeaways),
      occurrences: fc
        .uniqueArray(fc.tuple(fc.nat({ max: takeaways - 1 }), weight), {
          selector: ([ordinal]) => ordinal,
          maxLength: takeaways,
          size: 'max',
        })
        .map((pairs) => pairs.sort(([one], [other]) => one - other)),
    }),
  )
  .map(({ takeaways, occurrences }) => ({
    takeaways,
    postings: {
      ordinals: occurrences.map(([ordinal]) => ordinal),
      weights: occurrences.map(([, value]) => value),
    },
  }));

/** Pseudo-random postings of a term in about this share of the largest dataset. */
const scattered = (share: number, salt: number): Postings => {
  const postings: Postings = { ordinals: [], weights: [] };
  for (let ordinal = 0; ordinal < maxTakeaways; ordinal++) {
    const noise = (Math.imul(ordinal + salt + 1, 0x9e3779b1) ^ (ordinal << 7)) >>> 0;
    if (noise / 2 ** 32 >= share) continue;
    postings.ordinals.push(ordinal);
    postings.weights.push(((noise % 3) + 1) as FieldWeight);
  }
  return postings;
};

/** The postings of a term in the first takeaways, all with the highest weight. */
const first = (count: number): Postings => ({
  ordinals: Array.from({ length: count }, (_, ordinal) => ordinal),
  weights: Array.from({ length: count }, (): FieldWeight => 3),
});

describe('a posting list', () => {
  it('preserves every occurrence and its weight, in order', () => {
    fc.assert(
      fc.property(smallPostings, ({ takeaways, postings }) => {
        expect(roundTrip(postings, takeaways)).toEqual(postings);
      }),
    );
  });

  it('preserves every occurrence within the size limit, at any density among 100,000 takeaways', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (share, salt) => {
        const postings = scattered(share, salt);
        const bytes = encodePostings(postings, maxTakeaways);
        const found = decode(bytes, maxTakeaways);
        expect(bytes.length).toBeLessThanOrEqual(maxPostingsBytes);
        expect(Buffer.compare(Uint32Of(found.ordinals), Uint32Of(postings.ordinals))).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  it('needs few bytes for a term that occurs once, anywhere', () => {
    for (const ordinal of [0, 1, 63, 5000, maxTakeaways - 1]) {
      const postings: Postings = { ordinals: [ordinal], weights: [2] };
      expect(encodePostings(postings, maxTakeaways).length).toBeLessThanOrEqual(4);
      expect(roundTrip(postings, maxTakeaways)).toEqual(postings);
    }
  });

  it('needs at most 3 bits per takeaway for a term in half of a small dataset', () => {
    const postings = { ...first(500), ordinals: first(500).ordinals.map((n) => n * 2) };
    expect(encodePostings(postings, 1000).length).toBeLessThanOrEqual((1000 * 3) / 8);
    expect(roundTrip(postings, 1000)).toEqual(postings);
  });

  it('preserves the weights of a term in up to a quarter of 100,000 takeaways', () => {
    const postings = scattered(0.25, 1);
    expect(postings.ordinals.length).toBeGreaterThan(24_000);
    expect(roundTrip(postings, maxTakeaways)).toEqual(postings);
  });

  it('uses the lowest weight for a term in most of 100,000 takeaways', () => {
    const everywhere = first(maxTakeaways);
    const found = roundTrip(everywhere, maxTakeaways);
    expect(found.ordinals).toEqual(everywhere.ordinals);
    expect(new Set(found.weights)).toEqual(new Set([1]));
  });

  it('can be empty', () => {
    expect(roundTrip({ ordinals: [], weights: [] }, 100)).toEqual({
      ordinals: [],
      weights: [],
    });
  });
});

/** Faster to compare than an array of many numbers. */
const Uint32Of = (numbers: readonly number[]) => Buffer.from(Uint32Array.from(numbers).buffer);
