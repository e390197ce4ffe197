/**
 * The shard decoder: any bytes, as a damaged store may hold them, are decoded within bounds or refused with a
 * RangeError; what the encoder writes comes back.
 */
import {
  encodePostings,
  type FieldWeight,
  isBitmap,
  type Postings,
  scoredOf,
  visitPostings,
} from '../../../src/dataset/search/postings.js';
import { decodeShard, encodeShards, encodeTerms } from '../../../src/dataset/search/shards.js';

const takeaways = 100;

export const fuzz = (data: Buffer): void => {
  decodeDamaged(data);
  encodeAndDecode(data);
};

const decodeDamaged = (data: Buffer): void => {
  try {
    const shard = decodeShard(data);
    for (const term of shard.terms.slice(0, 20)) {
      const postings = shard.postingsOf(term);
      if (!postings) continue;
      let visits = 0;
      visitPostings(postings, takeaways, () => {
        visits++;
      });
      if (visits > postings.length * 8) throw new Error(`${visits} visits in ${postings.length}.`);
      if (!isBitmap(postings)) scoredOf(postings, { 1: 1, 2: 2, 3: 4 });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
};

/** Reads an index out of the bytes: a term, then the gaps and weights of its postings. */
const indexOf = (data: Buffer): Map<string, Postings> => {
  const index = new Map<string, Postings>();
  for (let at = 0; at + 2 < data.length && index.size < 50; ) {
    const length = 1 + ((data[at] ?? 0) % 8);
    const term = data.subarray(at + 1, at + 1 + length).toString('hex');
    at += 1 + length;
    const ordinals: number[] = [];
    const weights: FieldWeight[] = [];
    for (let ordinal = -1; at < data.length; at++) {
      const byte = data[at] ?? 0;
      ordinal += 1 + (byte >> 2);
      if (ordinal >= takeaways) break;
      ordinals.push(ordinal);
      weights.push(((byte % 3) + 1) as FieldWeight);
    }
    if (ordinals.length > 0) index.set(term, { ordinals, weights });
  }
  return index;
};

const encodeAndDecode = (data: Buffer): void => {
  const index = indexOf(data);
  if (index.size === 0) return;
  const { shards } = encodeShards(encodeTerms(index, takeaways));
  const decoded = shards.map(decodeShard);
  for (const [term, postings] of index) {
    const bytes = decoded.map((shard) => shard.postingsOf(term)).find((found) => found);
    if (!bytes || Buffer.compare(bytes, encodePostings(postings, takeaways)) !== 0) {
      throw new Error(`The postings of ${term} do not come back.`);
    }
    const seen: number[] = [];
    visitPostings(bytes, takeaways, (ordinal) => seen.push(ordinal));
    if (seen.join() !== postings.ordinals.join()) throw new Error(`${term} has ${seen}.`);
  }
};
