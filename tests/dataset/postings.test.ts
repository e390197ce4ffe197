import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maximumTakeaways } from '../../src/dataset/records/schema.js';
import {
  encodePostings,
  maximumPostingsBytes,
  type Postings,
  type Prominence,
  visitPostings,
} from '../../src/dataset/search/postings.js';

const decode = (bytes: Uint8Array, takeaways: number): Postings => {
  const ordinals: number[] = [];
  const prominences: Prominence[] = [];
  visitPostings(bytes, takeaways, (ordinal, prominence) => {
    ordinals.push(ordinal);
    prominences.push(prominence);
  });
  return { ordinals, prominences };
};

const roundTrip = (postings: Postings, takeaways: number): Postings =>
  decode(encodePostings(postings, takeaways), takeaways);

const prominence = fc.constantFrom<Prominence>(1, 2, 3);

/** Postings of any term in any dataset small enough to write out. */
const smallPostings = fc
  .integer({ min: 1, max: 2000 })
  .chain((takeaways) =>
    fc.record({
      takeaways: fc.constant(takeaways),
      occurrences: fc
        .uniqueArray(fc.tuple(fc.nat({ max: takeaways - 1 }), prominence), {
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
      prominences: occurrences.map(([, value]) => value),
    },
  }));

/** The postings of a term in the largest dataset, in about that share of it, as irregular as `salt`. */
const scattered = (share: number, salt: number): Postings => {
  const postings: Postings = { ordinals: [], prominences: [] };
  for (let ordinal = 0; ordinal < maximumTakeaways; ordinal++) {
    const noise = (Math.imul(ordinal + salt + 1, 0x9e3779b1) ^ (ordinal << 7)) >>> 0;
    if (noise / 2 ** 32 >= share) continue;
    postings.ordinals.push(ordinal);
    postings.prominences.push(((noise % 3) + 1) as Prominence);
  }
  return postings;
};

/** The postings of a term that the first takeaways have, each with the highest prominence. */
const first = (count: number): Postings => ({
  ordinals: Array.from({ length: count }, (_, ordinal) => ordinal),
  prominences: Array.from({ length: count }, (): Prominence => 3),
});

describe('a posting list', () => {
  it('gives back every occurrence and its prominence, in order', () => {
    fc.assert(
      fc.property(smallPostings, ({ takeaways, postings }) => {
        expect(roundTrip(postings, takeaways)).toEqual(postings);
      }),
    );
  });

  it('gives back every occurrence, within its limit, at any density among 100,000 takeaways', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (share, salt) => {
        const postings = scattered(share, salt);
        const bytes = encodePostings(postings, maximumTakeaways);
        const found = decode(bytes, maximumTakeaways);
        expect(bytes.length).toBeLessThanOrEqual(maximumPostingsBytes);
        expect(Buffer.compare(Uint32Of(found.ordinals), Uint32Of(postings.ordinals))).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  it('takes a few bytes for a term that occurs once, wherever that is', () => {
    for (const ordinal of [0, 1, 63, 5000, maximumTakeaways - 1]) {
      const postings: Postings = { ordinals: [ordinal], prominences: [2] };
      expect(encodePostings(postings, maximumTakeaways).length).toBeLessThanOrEqual(4);
      expect(roundTrip(postings, maximumTakeaways)).toEqual(postings);
    }
  });

  it('takes at most 3 bits for each takeaway where a term occurs in half of a small dataset', () => {
    const postings = { ...first(500), ordinals: first(500).ordinals.map((n) => n * 2) };
    expect(encodePostings(postings, 1000).length).toBeLessThanOrEqual((1000 * 3) / 8);
    expect(roundTrip(postings, 1000)).toEqual(postings);
  });

  it('keeps the prominence of terms in up to a quarter of 100,000 takeaways', () => {
    const postings = scattered(0.25, 1);
    expect(postings.ordinals.length).toBeGreaterThan(24_000);
    expect(roundTrip(postings, maximumTakeaways)).toEqual(postings);
  });

  it('takes a term for least prominent where it is in most of 100,000 takeaways', () => {
    const everywhere = first(maximumTakeaways);
    const found = roundTrip(everywhere, maximumTakeaways);
    expect(found.ordinals).toEqual(everywhere.ordinals);
    expect(new Set(found.prominences)).toEqual(new Set([1]));
  });

  it('may be empty', () => {
    expect(roundTrip({ ordinals: [], prominences: [] }, 100)).toEqual({
      ordinals: [],
      prominences: [],
    });
  });
});

/** Quicker to compare than an array of many numbers. */
const Uint32Of = (numbers: readonly number[]) => Buffer.from(Uint32Array.from(numbers).buffer);
