/**
 * The inverted index, split into shards: ranges of terms in code-unit order, each with its postings.
 *
 * A shard consists of the length of the terms in bytes (32-bit little-endian), the terms (UTF-8, one per
 * line), the length of each posting list (16-bit little-endian), and the posting lists.
 * Filter values are terms too: `:topic:webassembly`.
 */

import { fnv1a } from '../../encoding/fnv1a.js';
import { decodeText, encodeText } from '../../encoding/utf8.js';
import { encodePostings, maxPostingsBytes, type Postings } from './postings.js';

/** The terms of one shard and the postings of each. */
export interface Shard {
  /** In code-unit order. */
  readonly terms: readonly string[];
  /** @returns the encoded postings of `term`, or undefined if the shard does not have it. */
  postingsOf(term: string): Uint8Array | undefined;
}

/** An index up to this size is a single shard, so that a small dataset needs one read. */
const maxSingleShardBytes = 36_000;
/** Otherwise this is the limit per shard: the longest posting list with its term. */
const maxShardBytes = maxPostingsBytes + 200;

const lengthBytes = 4;
const postingsLengthBytes = 2;

/** The facets to filter by, named as their query parameters, in canonical order. */
export const facets = [
  'event',
  'year',
  'topic',
  'technology',
  'source',
  'claim',
  'talk',
  'person',
] as const;
export type Facet = (typeof facets)[number];

/** @returns the index term of a filter value. The colon distinguishes it from words. */
export const facetTerm = (facet: Facet, value: string): string => `:${facet}:${value}`;

/** @returns whether `term` is a word rather than a filter value. */
export const isWord = (term: string): boolean => !term.startsWith(':');

/** A term with its encoded postings. */
export interface IndexedTerm {
  readonly term: string;
  readonly postings: Uint8Array;
  readonly occurrences: number;
}

/**
 * @param index the postings of every term
 * @param takeaways the number of takeaways in the dataset
 * @returns the terms in code-unit order
 */
export const encodeTerms = (
  index: ReadonlyMap<string, Postings>,
  takeaways: number,
): IndexedTerm[] =>
  [...index]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([term, postings]) => ({
      term,
      postings: encodePostings(postings, takeaways),
      occurrences: postings.ordinals.length,
    }));

/**
 * @param entries the terms in code-unit order
 * @returns the shards in order, and the first term of each
 */
export const encodeShards = (
  entries: readonly IndexedTerm[],
): { shards: Uint8Array[]; firstTerms: string[] } => {
  const total = entries.reduce((sum, entry) => sum + sizeOf(entry), lengthBytes);
  const runs = total <= maxSingleShardBytes ? [entries] : cut(entries, maxShardBytes);
  return {
    shards: runs.map(encodeShard),
    firstTerms: runs.map((run) => run[0]?.term ?? ''),
  };
};

const sizeOf = ({ term, postings }: IndexedTerm): number =>
  encodeText(term).length + 1 + postingsLengthBytes + postings.length;

/** Of so many terms, one may start a shard that is at least half full. */
const termsPerBoundary = 16;

/**
 * Splits `entries` into runs of at most `limit` bytes. Where a run ends, its terms decide as a rule, so that
 * other postings of one term leave the runs after it as they are.
 */
const cut = (entries: readonly IndexedTerm[], limit: number): IndexedTerm[][] => {
  let run: IndexedTerm[] = [];
  let bytes = lengthBytes;
  const runs = [run];
  for (const entry of entries) {
    const size = sizeOf(entry);
    const isBoundary = bytes > limit / 2 && fnv1a(entry.term) % termsPerBoundary === 0;
    if ((bytes + size > limit && run.length > 0) || isBoundary) {
      run = [];
      runs.push(run);
      bytes = lengthBytes;
    }
    run.push(entry);
    bytes += size;
  }
  return runs;
};

const encodeShard = (entries: readonly IndexedTerm[]): Uint8Array => {
  const terms = encodeText(entries.map((entry) => entry.term).join('\n'));
  const postingsAt = lengthBytes + terms.length + entries.length * postingsLengthBytes;
  const size = entries.reduce((sum, entry) => sum + entry.postings.length, postingsAt);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, terms.length, true);
  bytes.set(terms, lengthBytes);
  let position = postingsAt;
  entries.forEach(({ postings }, index) => {
    const lengthAt = lengthBytes + terms.length + index * postingsLengthBytes;
    view.setUint16(lengthAt, postings.length, true);
    bytes.set(postings, position);
    position += postings.length;
  });
  return bytes;
};

/** Decodes a shard that `encodeShards` wrote. */
export const decodeShard = (bytes: Uint8Array): Shard => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const termsBytes = view.getUint32(0, true);
  const terms = decodeText(bytes.subarray(lengthBytes, lengthBytes + termsBytes)).split('\n');
  const lengthsAt = lengthBytes + termsBytes;
  // Copied, because 16-bit numbers have to lie at even addresses.
  const lengths = new Uint16Array(
    // Not by slice(): a store on Node may return a Buffer, whose slices share its memory.
    new Uint8Array(bytes.subarray(lengthsAt, lengthsAt + terms.length * postingsLengthBytes))
      .buffer,
  );
  // One place is known at a time, from which to count to the next: at first the nearer end.
  let index = 0;
  let start = lengthsAt + terms.length * postingsLengthBytes;
  const startOf = (wanted: number): number => {
    if (terms.length - wanted < Math.abs(wanted - index)) {
      index = terms.length;
      start = bytes.length;
    }
    for (; index < wanted; index++) start += lengths[index] ?? 0;
    for (; index > wanted; index--) start -= lengths[index - 1] ?? 0;
    return start;
  };
  return {
    terms,
    postingsOf: (term) => {
      const index = firstNotBefore(terms, term);
      if (terms[index] !== term || termsBytes === 0) return undefined;
      const start = startOf(index);
      return bytes.subarray(start, start + (lengths[index] ?? 0));
    },
  };
};

/** @returns the index of the first of the sorted `terms` that is not less than `term`. */
export const firstNotBefore = (terms: readonly string[], term: string): number => {
  let low = 0;
  let high = terms.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((terms[middle] ?? '') < term) low = middle + 1;
    else high = middle;
  }
  return low;
};
