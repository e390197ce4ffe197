import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxTakeaways } from '../../../src/dataset/records/schema.js';
import {
  type FieldWeight,
  type Postings,
  visitPostings,
} from '../../../src/dataset/search/postings.js';
import {
  decodeShard,
  encodeShards,
  encodeTerms,
  facetTerm,
  firstNotBefore,
  isWord,
} from '../../../src/dataset/search/shards.js';

/** The size limits of one of several shards and of a single one. */
const limits = { oneOfSeveral: 19_200, single: 30_000 };

/** Letters of one to four bytes, including some that sort differently in UTF-8 and in code units. */
const term = fc.string({
  unit: fc.constantFrom('a', 'b', 'z', '0', ':', 'é', 'ł', '雲', '\ufdfc', '🚀', '𝕂'),
  minLength: 1,
  maxLength: 6,
});

const postings = fc.uniqueArray(fc.nat({ max: 999 }), { maxLength: 40 }).map(
  (ordinals): Postings => ({
    ordinals: ordinals.sort((one, other) => one - other),
    weights: ordinals.map((ordinal) => ((ordinal % 3) + 1) as FieldWeight),
  }),
);

const index = fc
  .array(fc.tuple(term, postings), { maxLength: 60 })
  .map((entries) => new Map(entries));

/** An index of many terms with lists that compress badly. */
const largeIndex = (terms: number, occurrences: number): Map<string, Postings> =>
  new Map(
    Array.from({ length: terms }, (_, number) => [
      `term${String(number * 7).padStart(6, '0')}`,
      {
        ordinals: Array.from({ length: occurrences }, (_, at) => at * 3 + (number % 3)),
        weights: Array.from({ length: occurrences }, (): FieldWeight => 2),
      },
    ]),
  );

const decodeAll = ({ shards }: { readonly shards: readonly Uint8Array[] }) =>
  shards.map(decodeShard);

const occurrencesIn = (bytes: Uint8Array, takeaways: number): Postings => {
  const found: Postings = { ordinals: [], weights: [] };
  visitPostings(bytes, takeaways, (ordinal, weight) => {
    found.ordinals.push(ordinal);
    found.weights.push(weight);
  });
  return found;
};

describe('a sharded index', () => {
  it('has every term with its postings in exactly one shard', () => {
    fc.assert(
      fc.property(index, term, (written, other) => {
        const shards = decodeAll(encodeShards(encodeTerms(written, 1000)));
        for (const [name, expected] of written) {
          const lists = shards.flatMap((shard) => shard.postingsOf(name) ?? []);
          expect(lists.map((list) => occurrencesIn(list, 1000))).toEqual([expected]);
        }
        const known = shards.some((shard) => shard.postingsOf(other) !== undefined);
        expect(known).toBe(written.has(other));
      }),
    );
  });

  it('has its terms in code-unit order across shards', () => {
    fc.assert(
      fc.property(index, (written) => {
        fc.pre(written.size > 0);
        const terms = decodeAll(encodeShards(encodeTerms(written, 1000))).flatMap(
          (shard) => shard.terms,
        );
        expect(terms).toEqual([...written.keys()].sort());
      }),
    );
  });

  it('is one shard if it is small or empty', () => {
    expect(encodeShards(encodeTerms(new Map(), 0)).shards).toHaveLength(1);
    const { shards } = encodeShards(encodeTerms(largeIndex(250, 80), 1000));
    expect(shards).toHaveLength(1);
    expect(shards[0]?.length).toBeGreaterThan(limits.oneOfSeveral);
    expect(shards[0]?.length).toBeLessThanOrEqual(limits.single);
  });

  it('has no terms if it is empty', () => {
    const [shard] = decodeAll(encodeShards(encodeTerms(new Map(), 0)));
    expect(shard?.postingsOf('')).toBeUndefined();
    expect(shard?.postingsOf('term')).toBeUndefined();
  });

  it('is split into shards within the limit if it is large, and has the first term of each', () => {
    const written = largeIndex(2000, 300);
    const encoded = encodeShards(encodeTerms(written, 1000));
    const shards = decodeAll(encoded);
    expect(shards.length).toBeGreaterThan(1);
    expect(Math.max(...encoded.shards.map(({ length }) => length))).toBeLessThanOrEqual(
      limits.oneOfSeveral,
    );
    expect(shards.map(({ terms }) => terms[0])).toEqual(encoded.firstTerms);
    expect(shards.flatMap(({ terms }) => terms)).toEqual([...written.keys()].sort());
    const [name, expected] = [...written][1234] ?? ['', undefined];
    const list = shards.map((shard) => shard.postingsOf(name)).find(Boolean);
    expect(occurrencesIn(list ?? new Uint8Array(), 1000)).toEqual(expected);
  });

  it('fits the longest word with the longest posting list within the limit', () => {
    const ordinals = Array.from({ length: maxTakeaways }, (_, ordinal) => ordinal).filter(
      (ordinal) => (Math.imul(ordinal, 0x9e3779b1) >>> 0) / 2 ** 32 < 0.2599,
    );
    const longest: Postings = { ordinals, weights: ordinals.map(() => 2) };
    const written = new Map(
      ['🚀', '𝕂', '雲'].map((letter) => [letter.repeat(40), longest] as const),
    );
    const { shards } = encodeShards(encodeTerms(written, maxTakeaways));
    const longestShard = Math.max(...shards.map(({ length }) => length));
    expect(longestShard).toBeGreaterThan(18_500);
    expect(longestShard).toBeLessThanOrEqual(limits.oneOfSeveral);
  });
});

describe('the term of a filter value', () => {
  it('is not a word and is unique to the filter', () => {
    expect(isWord('topic')).toBe(true);
    expect(isWord(facetTerm('topic', 'security'))).toBe(false);
    expect(facetTerm('topic', 'security')).not.toBe(facetTerm('technology', 'security'));
  });
});

describe('firstNotBefore', () => {
  it('finds the position of a term, present or not', () => {
    fc.assert(
      fc.property(fc.array(term), term, (terms, wanted) => {
        const sorted = terms.sort();
        const expected = sorted.findIndex((candidate) => candidate >= wanted);
        expect(firstNotBefore(sorted, wanted)).toBe(expected < 0 ? sorted.length : expected);
      }),
    );
  });

  it('finds every term of a list', () => {
    const terms = ['a', 'b', 'c', 'd', 'e'];
    expect(terms.map((wanted) => firstNotBefore(terms, wanted))).toEqual([0, 1, 2, 3, 4]);
  });
});

it('A shard is read from a Buffer, as stores on Node return them', () => {
  const [shard = new Uint8Array()] = encodeShards(encodeTerms(largeIndex(3, 5), 1000)).shards;
  const read = decodeShard(Buffer.concat([Buffer.from('before'), shard]).subarray(6));
  const expected = decodeShard(shard);
  const postings = ({ terms, postingsOf }: typeof read) =>
    terms.map((term) => [...(postingsOf(term) ?? [])]);
  expect(postings(read)).toEqual(postings(expected));
});
