/** Reads one revision from the store. */

import { eachOf, type Lines, lineOf, linesOf, startsOfLines } from '../../encoding/bytes.js';
import { decodeText } from '../../encoding/utf8.js';
import { getMany } from '../../store/many.js';
import type { KeyValueStore } from '../../store/store.js';
import { laterVocabularies, type VocabularyName } from '../records/fields.js';
import { decodeShard, firstNotBefore, type Shard } from '../search/shards.js';
import {
  idBucket,
  keyOf,
  namedSuffixes,
  placeOfEntry,
  type Revision,
  suffixes,
} from './revision.js';

/** A record of a vocabulary with the number of takeaways that refer to it. */
export interface VocabularyItem {
  readonly id: string;
  readonly count: number;
  readonly [member: string]: unknown;
}

/** @returns the record with this id, or the one that it has been merged into. */
export const findRecord = <Item extends { readonly id: string; readonly former_ids?: unknown }>(
  items: readonly Item[],
  id: string,
): Item | undefined =>
  items.find((item) => item.id === id) ??
  items.find(({ former_ids }) => Array.isArray(former_ids) && former_ids.includes(id));

export interface RevisionReader {
  readonly revision: Revision;
  /** The serialised records with these ordinals, in this order. One read per segment. */
  records(ordinals: readonly number[]): Promise<string[]>;
  /** The same as the bytes in the store, for responses that only pass them on. */
  recordBytes(ordinals: readonly number[]): Promise<Uint8Array[]>;
  /** The same, those together that follow one another in the store. */
  recordLines(ordinals: readonly number[]): Promise<Lines[]>;
  /** The ordinal of the takeaway with this id, or undefined. One read, unless the last call read the same bucket. */
  ordinalOf(id: string): Promise<number | undefined>;
  /** The ordinals of the takeaways in id bucket `number`, by id. One read. */
  ordinalsIn(number: number): Promise<ReadonlyMap<string, number>>;
  /** A whole vocabulary, empty if the revision is from before it existed. One read. */
  vocabulary(name: VocabularyName): Promise<VocabularyItem[]>;
  /** Shard `number` of the index. One read, cached. */
  shard(number: number): Promise<Shard>;
  /** The shard that holds `term` if the index has it. With several shards one read, cached. */
  shardNumberOf(term: string): Promise<number>;
  /** The shards that may hold words starting with `prefix`, in order. Costs the same as `shardNumberOf`. */
  shardNumbersFrom(prefix: string): Promise<number[]>;
  /** Frequent words, to correct typos; empty if the index is a single shard. One read, cached. */
  spelling(): Promise<string[]>;
}

/** Thrown if an entry is missing, usually because the revision has just been removed. */
export class MissingEntry extends Error {
  constructor(key: string) {
    super(`The store has no key ${key}: the revision is incomplete.`);
    this.name = 'MissingEntry';
  }
}

/**
 * Looks up one member of a JSON object. Ids are slugs, so that this text is nowhere else in it; to parse an
 * object with hundreds of members takes the component's engine far longer.
 */
const ordinalIn = (bucket: string, id: string): number | undefined => {
  const member = `${JSON.stringify(id)}:`;
  const at = bucket.indexOf(member);
  return at < 0 ? undefined : Number.parseInt(bucket.slice(at + member.length), 10);
};

/** Records that follow one another in a segment. */
interface Range {
  readonly segment: number;
  /** The first one's number in the segment. */
  readonly first: number;
  count: number;
}

const rangesOf = (ordinals: readonly number[], recordsPerSegment: number): Range[] => {
  const ranges: Range[] = [];
  let range: Range | undefined;
  let next = -1;
  for (let index = 0; index < ordinals.length; index++) {
    const ordinal = ordinals[index] ?? 0;
    const first = ordinal % recordsPerSegment;
    if (range && ordinal === next && first > 0) range.count++;
    else {
      range = { segment: (ordinal - first) / recordsPerSegment, first, count: 1 };
      ranges.push(range);
    }
    next = ordinal + 1;
  }
  return ranges;
};

/** @returns a reader of `revision`, whose methods throw `MissingEntry` if a key is missing. */
export const createReader = (store: KeyValueStore, revision: Revision): RevisionReader => {
  const { layout, counts } = revision;
  const { segments, shards: shardCount, idBuckets } = layout;
  /** @param number counts as `suffixesOf` does */
  const keyAt = (number: number, suffix: string) => keyOf(placeOfEntry(revision, number), suffix);
  const segmentKey = (number: number) => keyAt(number, suffixes.segment(number));
  const shardKey = (number: number) => keyAt(segments + number, suffixes.shard(number));
  const bucketKey = (number: number) => keyAt(segments + shardCount + number, suffixes.ids(number));
  const namedKey = (name: string) =>
    keyAt(segments + shardCount + idBuckets + namedSuffixes(revision).indexOf(name), name);
  const read = async (key: string): Promise<Uint8Array> => {
    const value = await store.get(key);
    if (!value) throw new MissingEntry(key);
    return value;
  };
  const readText = async (key: string) => decodeText(await read(key));
  const readLines = async (key: string) => (await readText(key)).split('\n');

  const shards = new Map<number, Promise<Shard>>();
  let frequent: Promise<string[]> | undefined;
  let firstTerms: Promise<string[]> | undefined;
  const directory = () => {
    firstTerms ??=
      layout.shards > 1 ? readLines(namedKey(suffixes.directory)) : Promise.resolve(['']);
    return firstTerms;
  };
  const shardNumberOf = async (term: string) => {
    const terms = await directory();
    const index = firstNotBefore(terms, term);
    return terms[index] === term ? index : Math.max(0, index - 1);
  };

  const { recordsPerSegment } = layout;
  const readSegments = async (numbers: readonly number[]): Promise<Uint8Array[]> => {
    const keys = numbers.map(segmentKey);
    const values = await getMany(store, keys);
    const missing = keys.find((_, index) => !values[index]);
    if (missing !== undefined) throw new MissingEntry(missing);
    return values as Uint8Array[];
  };
  const recordLines = async (ordinals: readonly number[]): Promise<Lines[]> => {
    if (recordsPerSegment === 1) return (await readEach(ordinals)).map(lineOf);
    const ranges = rangesOf(ordinals, recordsPerSegment);
    /** How many lines are needed of each segment. */
    const needed = new Map<number, number>();
    ranges.forEach(({ segment, first, count }) => {
      needed.set(segment, Math.max(first + count, needed.get(segment) ?? 0));
    });
    const numbers = [...needed.keys()];
    const texts = await readSegments(numbers);
    const starts = texts.map((text, at) => startsOfLines(text, needed.get(numbers[at] ?? 0) ?? 0));
    return ranges.map(({ segment, first, count }) => {
      const at = numbers.indexOf(segment);
      const lines = linesOf(texts[at] ?? new Uint8Array(), starts[at] ?? [], { first, count });
      if (!lines) throw new MissingEntry(segmentKey(segment));
      return lines;
    });
  };
  const recordBytes = async (ordinals: readonly number[]): Promise<Uint8Array[]> =>
    recordsPerSegment === 1 ? readEach(ordinals) : (await recordLines(ordinals)).flatMap(eachOf);
  /** One read per record, which is a segment of its own. */
  const readEach = async (ordinals: readonly number[]) => {
    const distinct = [...new Set(ordinals)];
    const values = await readSegments(distinct);
    const places = new Map(distinct.map((number, index) => [number, index]));
    return ordinals.map((ordinal) => values[places.get(ordinal) ?? 0] ?? new Uint8Array());
  };
  const readBucket = (number: number) => readText(bucketKey(number));

  let bucket: { number: number; text: Promise<string> } | undefined;

  return {
    revision,
    recordBytes,
    recordLines,
    records: async (ordinals) => (await recordBytes(ordinals)).map(decodeText),
    ordinalOf: async (takeawayId) => {
      const number = idBucket(takeawayId, layout.idBuckets);
      if (bucket?.number !== number) bucket = { number, text: readBucket(number) };
      return ordinalIn(await bucket.text, takeawayId);
    },
    ordinalsIn: async (number) =>
      new Map<string, number>(Object.entries(JSON.parse(await readBucket(number)))),
    vocabulary: async (name) => {
      const key = namedKey(name);
      const value = await store.get(key);
      if (value) return JSON.parse(decodeText(value));
      if (laterVocabularies.includes(name) && counts[name] === 0) return [];
      throw new MissingEntry(key);
    },
    shard: (number) => {
      const shard = shards.get(number) ?? read(shardKey(number)).then(decodeShard);
      shards.set(number, shard);
      return shard;
    },
    shardNumberOf,
    shardNumbersFrom: async (prefix) => {
      const terms = await directory();
      const first = await shardNumberOf(prefix);
      const numbers = [first];
      while (terms[(numbers.at(-1) ?? first) + 1]?.startsWith(prefix)) {
        numbers.push((numbers.at(-1) ?? first) + 1);
      }
      return numbers;
    },
    spelling: () => {
      frequent ??= layout.shards > 1 ? readLines(namedKey(suffixes.spelling)) : Promise.resolve([]);
      return frequent;
    },
  };
};
