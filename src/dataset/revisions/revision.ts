/**
 * A revision: an immutable, content-addressed version of the dataset in the store.
 *
 *     takeaways/current               the descriptor of the current revision
 *     takeaways/revisions             the history: descriptors of all revisions that may have keys, newest first
 *     takeaways/{id}/descriptor       written last: a revision that has one is complete
 *     takeaways/{id}/derived          the same of a revision with a base, which earlier components cannot read
 *     takeaways/{id}/segment/{n}      records as NDJSON, in the default order
 *     takeaways/{id}/shard/{n}        the inverted index (shards.ts)
 *     takeaways/{id}/directory        the first term of each shard, if there are several
 *     takeaways/{id}/spelling         frequent words, to correct typos, if there are several shards
 *     takeaways/{id}/ids/{n}          ordinals by id, in buckets by hash of the id
 *     takeaways/{id}/{vocabulary}     events, topics, … as a JSON array with counts; talks and people if there are any
 *
 * All of these except the descriptor are the revision's entries. They determine its id
 * (content-manifest.ts). A revision that is uploaded in batches has two more kinds of key:
 *
 *     takeaways/{id}/root             the root of its manifest
 *     takeaways/{id}/complete/{n}     present once all entries of manifest page n are
 */
import * as z from 'zod/mini';
import { fnv1a } from '../../encoding/fnv1a.js';
import type { Awaitable } from '../../store/store.js';
import { laterVocabularies, type VocabularyName, vocabularyNames } from '../records/fields.js';

/**
 * The version of the store's layout. Each has keys of its own, so that a component of the next one can replace
 * this one over the same store, and each publishes and serves as if it were alone. Whoever raises it also reads the
 * one before: tests/upgrades holds a store of every release.
 */
export const format = 1;

/** What all keys begin with. */
const prefix = format === 1 ? 'takeaways' : `takeaways/format-${format}`;

const count = z.int().check(z.gte(0));

export const revisionSchema = z.object({
  id: z.string(),
  format: z.literal(format),
  /** Whether it is a component's bundled dataset or was published by an operator. */
  origin: z.enum(['bundled', 'operator']),
  /** The version of the dataset. A higher bundled version replaces a lower one. */
  version: count,
  publishedAt: z.string(),
  counts: z.object({
    takeaways: count,
    events: count,
    topics: count,
    technologies: count,
    sources: count,
    claims: count,
    // Earlier components neither write these counts nor keep them when they activate a revision.
    talks: z._default(count, 0),
    people: z._default(count, 0),
  }),
  layout: z.object({
    recordsPerSegment: count,
    segments: count,
    shards: count,
    idBuckets: count,
  }),
  /** What its keys start with, if that is not the id: keys with the id were being deleted meanwhile. */
  place: z.optional(z.string()),
  /** The revision that it shares entries with; only what differs is stored for it. */
  base: z.optional(
    z.object({
      place: z.string(),
      /** Which entries differ: where each run of them starts, and how long it is, by turns. */
      own: z.array(count),
    }),
  ),
  /** The bytes of all serialised takeaways, so that a dump can state its length. */
  recordBytes: z.optional(count),
  /** How often the pointer was rewritten without moving, or an entry that is being removed (history.ts). */
  epoch: z.optional(count),
});

export type Revision = z.infer<typeof revisionSchema>;
export type Origin = Revision['origin'];

/** One key of a revision, without the revision's prefix, and its value. */
export type Entry = readonly [suffix: string, value: Uint8Array];

/** The part of a revision that depends only on its content. */
export interface RevisionContent
  extends Pick<Revision, 'id' | 'counts' | 'layout' | 'recordBytes'> {
  /** Every key except the descriptor; computed on demand, because most requests do not need them. */
  entries(): Awaitable<Iterable<Entry>>;
}

/** The dataset bundled in a component. */
export interface BundledDataset extends RevisionContent {
  readonly version: number;
}

export const currentKey = `${prefix}/current`;
export const revisionsKey = `${prefix}/revisions`;
/** Where keys without an owner were seen, and when first (garbage-collection.ts). */
export const orphansKey = `${prefix}/orphans`;
export const keyOf = (place: string, suffix: string): string => `${prefix}/${place}/${suffix}`;

/** @returns what the keys of a revision start with, after `takeaways/`. */
export const placeOf = ({ place, id }: Pick<Revision, 'id' | 'place'>): string => place ?? id;

export const suffixes = {
  descriptor: 'descriptor',
  derived: 'derived',
  segment: (number: number) => `segment/${number}`,
  shard: (number: number) => `shard/${number}`,
  directory: 'directory',
  spelling: 'spelling',
  ids: (bucket: number) => `ids/${bucket}`,
  root: 'root',
  complete: (page: number) => `complete/${page}`,
} as const;

/** What determines the keys of a revision. */
export type RevisionShape = Pick<Revision, 'counts' | 'layout'>;

/** @returns the vocabularies that have an entry, in canonical order. */
export const storedVocabularies = (counts: Revision['counts']): VocabularyName[] =>
  vocabularyNames.filter((name) => counts[name] > 0 || !laterVocabularies.includes(name));

/** @returns the suffixes of the last entries, which have names of their own, in canonical order. */
export const namedSuffixes = ({ layout, counts }: RevisionShape): string[] => [
  ...storedVocabularies(counts),
  ...(layout.shards > 1 ? [suffixes.directory, suffixes.spelling] : []),
];

/** @returns the suffixes of all entries of a revision, in canonical order. */
export function* suffixesOf({ layout, counts }: RevisionShape): Generator<string> {
  for (let n = 0; n < layout.segments; n++) yield suffixes.segment(n);
  for (let n = 0; n < layout.shards; n++) yield suffixes.shard(n);
  for (let n = 0; n < layout.idBuckets; n++) yield suffixes.ids(n);
  yield* namedSuffixes({ layout, counts });
}

/** @returns the suffixes of the entries from number `start` up to `end`, as `suffixesOf` counts them. */
export const suffixesBetween = (shape: RevisionShape, start: number, end: number): string[] => {
  const { segments, shards, idBuckets } = shape.layout;
  const last = namedSuffixes(shape);
  const found: string[] = [];
  const total = segments + shards + idBuckets + last.length;
  for (let n = start; n < Math.min(end, total); n++) {
    if (n < segments) found.push(suffixes.segment(n));
    else if (n < segments + shards) found.push(suffixes.shard(n - segments));
    else if (n < segments + shards + idBuckets) found.push(suffixes.ids(n - segments - shards));
    else found.push(last[n - segments - shards - idBuckets] ?? '');
  }
  return found;
};

/** The number of entries on every manifest page but the last. */
export const entriesPerManifestPage = 512;

/** @returns the number of manifest pages of a revision. */
export const manifestPageCount = ({ layout, counts }: RevisionShape): number => {
  const { segments, shards, idBuckets } = layout;
  const others = storedVocabularies(counts).length + (shards > 1 ? 2 : 0);
  return Math.ceil((segments + shards + idBuckets + others) / entriesPerManifestPage);
};

/** @returns every key that a revision can have, those that mark it or its parts as complete first. */
export function* keysOf(
  revision: Pick<Revision, 'id' | 'place' | 'base'> & RevisionShape,
): Generator<string> {
  const id = placeOf(revision);
  yield keyOf(id, suffixes.descriptor);
  if (revision.base) yield keyOf(id, suffixes.derived);
  yield keyOf(id, suffixes.root);
  for (let n = 0; n < manifestPageCount(revision); n++) yield keyOf(id, suffixes.complete(n));
  let number = 0;
  // Which entries an incomplete revision has of its own is not known.
  const isWhole = !revision.base || revision.base.own.length === 0;
  for (const suffix of suffixesOf(revision)) {
    if (isWhole || placeOfEntry(revision, number) === id) yield keyOf(id, suffix);
    number++;
  }
  for (const name of laterVocabularies) {
    // A descriptor may have lost the count of what is stored.
    if (revision.counts[name] === 0) yield keyOf(id, name);
  }
}

/** @returns the place of the entry with this number, as `suffixesOf` counts: its own or that of its base. */
export const placeOfEntry = (
  revision: Pick<Revision, 'id' | 'place' | 'base'>,
  number: number,
): string => {
  const { base } = revision;
  if (!base || contains(base.own, number)) return placeOf(revision);
  return base.place;
};

const contains = (runs: readonly number[], number: number): boolean => {
  for (let at = 0; at < runs.length; at += 2) {
    const start = runs[at] ?? 0;
    if (number < start) return false;
    if (number < start + (runs[at + 1] ?? 0)) return true;
  }
  return false;
};

/** @returns ascending numbers as runs: where each starts, and how long it is, by turns. */
export const runsOf = (numbers: readonly number[]): number[] => {
  const runs: number[] = [];
  let next = -1;
  for (const number of numbers) {
    if (number === next) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(number, 1);
    next = number + 1;
  }
  return runs;
};

/** @returns the number of the bucket for `id`, by FNV-1a. */
export const idBucket = (id: string, buckets: number): number => fnv1a(id) % buckets;
