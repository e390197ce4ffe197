/**
 * A revision: an immutable, content-addressed version of the dataset in the store.
 *
 *     takeaways/current               the descriptor of the current revision
 *     takeaways/revisions             the history: descriptors of all revisions that may have keys, newest first
 *     takeaways/{id}/descriptor       written last: a revision that has one is complete
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
 * this one over the same store, and neither meets what it cannot read. Whoever raises it also reads the one before:
 * tests/upgrades holds a store of every release.
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
});

export type Revision = z.infer<typeof revisionSchema>;
export type Origin = Revision['origin'];

/** One key of a revision, without the revision's prefix, and its value. */
export type Entry = readonly [suffix: string, value: Uint8Array];

/** The part of a revision that depends only on its content. */
export interface RevisionContent extends Pick<Revision, 'id' | 'counts' | 'layout'> {
  /** Every key except the descriptor; computed on demand, because most requests do not need them. */
  entries(): Awaitable<Iterable<Entry>>;
}

/** The dataset bundled in a component. */
export interface BundledDataset extends RevisionContent {
  readonly version: number;
}

export const currentKey = `${prefix}/current`;
export const revisionsKey = `${prefix}/revisions`;
export const keyOf = (revisionId: string, suffix: string): string =>
  `${prefix}/${revisionId}/${suffix}`;

export const suffixes = {
  descriptor: 'descriptor',
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

/** @returns the suffixes of all entries of a revision, in canonical order. */
export function* suffixesOf({ layout, counts }: RevisionShape): Generator<string> {
  for (let n = 0; n < layout.segments; n++) yield suffixes.segment(n);
  for (let n = 0; n < layout.shards; n++) yield suffixes.shard(n);
  for (let n = 0; n < layout.idBuckets; n++) yield suffixes.ids(n);
  yield* storedVocabularies(counts);
  if (layout.shards > 1) yield* [suffixes.directory, suffixes.spelling];
}

/** The number of entries on every manifest page but the last. */
export const entriesPerManifestPage = 512;

/** @returns the number of manifest pages of a revision. */
export const manifestPageCount = ({ layout, counts }: RevisionShape): number => {
  const { segments, shards, idBuckets } = layout;
  const others = storedVocabularies(counts).length + (shards > 1 ? 2 : 0);
  return Math.ceil((segments + shards + idBuckets + others) / entriesPerManifestPage);
};

/** @returns every key that a revision can have, those that mark it or its parts as complete first. */
export function* keysOf(revision: Pick<Revision, 'id'> & RevisionShape): Generator<string> {
  const { id } = revision;
  yield keyOf(id, suffixes.descriptor);
  yield keyOf(id, suffixes.root);
  for (let n = 0; n < manifestPageCount(revision); n++) yield keyOf(id, suffixes.complete(n));
  for (const suffix of suffixesOf(revision)) yield keyOf(id, suffix);
  for (const name of laterVocabularies) {
    // A descriptor may have lost the count of what is stored.
    if (revision.counts[name] === 0) yield keyOf(id, name);
  }
}

/** @returns the number of the bucket for `id`, by FNV-1a. */
export const idBucket = (id: string, buckets: number): number => fnv1a(id) % buckets;
