/** Lays out a dataset that differs little from one whose index is kept: the result is that of `layOut`. */
import type { Dataset, Takeaway } from '../../src/dataset/records/schema.js';
import { digestBytes } from '../../src/dataset/revisions/content-manifest.js';
import {
  arrange,
  inDefaultOrder,
  indexOf,
  type LaidOut,
  layOut,
  serialise,
} from '../../src/dataset/revisions/layout.js';
import {
  encodePostings,
  hasWeights,
  type Postings,
  visitPostings,
} from '../../src/dataset/search/postings.js';
import { decodeShard, type IndexedTerm, isWord } from '../../src/dataset/search/shards.js';
import type { KeptIndex, KeptIndexes } from './kept-index.js';
import { sha256 } from './sha256.js';

/** Of more, the whole index is made as fast. */
const maxChanged = 2000;

/**
 * @param dataset a valid dataset
 * @param base the id of the revision that it will replace, whose index may be kept
 * @param kept where indexes are kept, if they are
 * @returns the content of its revision, the same as that of `layOut`
 */
export const layOutOver = async (
  dataset: Dataset,
  base: string,
  kept?: KeptIndexes,
): Promise<LaidOut> => {
  const index = kept?.read(base, dataset);
  const content =
    (index && (await layOutChanges(index, dataset))) ?? (await layOut(dataset, sha256));
  if (content.layout.recordsPerSegment === 1) kept?.keep(content, dataset);
  return content;
};

/** @returns undefined if too much has changed, or what has changed cannot be told from the index */
export const layOutChanges = async (
  { digests, shards }: KeptIndex,
  dataset: Dataset,
): Promise<LaidOut | undefined> => {
  const takeaways = inDefaultOrder(dataset);
  if (takeaways.length * digestBytes !== digests.length) return undefined;
  const records = takeaways.map(serialise);
  const digestOf = new Map(records.map((record) => [record, sha256(record)]));
  const changed = records.flatMap((record, ordinal) => {
    const before = digests.subarray(ordinal * digestBytes, (ordinal + 1) * digestBytes);
    return digestOf.get(record)?.equals(before) ? [] : [ordinal];
  });
  if (changed.length > maxChanged) return undefined;
  const terms = changeTerms(shards, changed, { dataset, takeaways });
  return (
    terms &&
    arrange({ dataset, takeaways, records, terms }, (value) => digestOf.get(value) ?? sha256(value))
  );
};

interface Takeaways {
  readonly dataset: Dataset;
  readonly takeaways: readonly Takeaway[];
}

/** @returns the terms of the index, with the occurrences in the changed takeaways in place of the earlier ones. */
const changeTerms = (
  shards: readonly Uint8Array[],
  changed: readonly number[],
  { dataset, takeaways }: Takeaways,
): IndexedTerm[] | undefined => {
  const isChanged = new Uint8Array(takeaways.length);
  for (const ordinal of changed) isChanged[ordinal] = 1;
  const added = addedPostings(changed, { dataset, takeaways });
  const terms: IndexedTerm[] = [];
  for (const [term, bytes] of shards.flatMap(termsOf)) {
    const more = added.get(term);
    added.delete(term);
    let occurrences = 0;
    let removed = 0;
    visitPostings(bytes, takeaways.length, (ordinal) => {
      occurrences++;
      removed += isChanged[ordinal] ?? 0;
    });
    if (removed === 0 && !more?.ordinals.length) {
      terms.push({ term, postings: bytes, occurrences });
      continue;
    }
    const postings = more ?? { ordinals: [], weights: [] };
    const all = merge(bytes, postings, takeaways.length, (ordinal) => isChanged[ordinal] === 1);
    const encoded = encodePostings(all, takeaways.length);
    // The weights of so frequent a term were not kept.
    if (!hasWeights(bytes) && hasWeights(encoded)) return undefined;
    if (all.ordinals.length > 0 || !isWord(term)) {
      terms.push({ term, postings: encoded, occurrences: all.ordinals.length });
    }
  }
  for (const [term, postings] of added) {
    const occurrences = postings.ordinals.length;
    terms.push({ term, postings: encodePostings(postings, takeaways.length), occurrences });
  }
  return terms.sort((one, other) => (one.term < other.term ? -1 : 1));
};

/** @returns the postings of the changed takeaways alone, under the ordinals that they have. */
const addedPostings = (
  changed: readonly number[],
  { dataset, takeaways }: Takeaways,
): Map<string, Postings> => {
  const records = changed.flatMap((ordinal) => takeaways[ordinal] ?? []);
  return new Map(
    [...indexOf(dataset, records)].map(([term, { ordinals, weights }]) => [
      term,
      { ordinals: ordinals.map((index) => changed[index] ?? 0), weights },
    ]),
  );
};

const termsOf = (shard: Uint8Array): [term: string, postings: Uint8Array][] => {
  const { terms, postingsOf } = decodeShard(shard);
  return terms.map((term) => [term, postingsOf(term) ?? new Uint8Array()]);
};

/** @returns the encoded postings without those to leave out, and with others, by ascending ordinal. */
const merge = (
  bytes: Uint8Array,
  added: Postings,
  takeaways: number,
  isLeftOut: (ordinal: number) => boolean,
): Postings => {
  const all: Postings = { ordinals: [], weights: [] };
  let next = 0;
  const addBefore = (ordinal: number) => {
    for (; (added.ordinals[next] ?? ordinal) < ordinal; next++) {
      all.ordinals.push(added.ordinals[next] ?? 0);
      all.weights.push(added.weights[next] ?? 1);
    }
  };
  visitPostings(bytes, takeaways, (ordinal, weight) => {
    addBefore(ordinal);
    if (isLeftOut(ordinal)) return;
    all.ordinals.push(ordinal);
    all.weights.push(weight);
  });
  addBefore(takeaways);
  return all;
};
