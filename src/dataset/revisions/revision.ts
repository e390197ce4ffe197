/**
 * A revision: one immutable, content-addressed edition of the dataset, as it lies in the store.
 *
 *     takeaways/current               the descriptor of the revision that is served
 *     takeaways/revisions             descriptors of all revisions that may have keys, newest first
 *     takeaways/{id}/descriptor       written last: a revision that has one is whole
 *     takeaways/{id}/segment/{n}      records as NDJSON, in the default order
 *     takeaways/{id}/shard/{n}        the inverted index (shards.ts)
 *     takeaways/{id}/directory        the first term of each shard, where there are several
 *     takeaways/{id}/spelling         frequent words to correct typos towards, likewise
 *     takeaways/{id}/ids/{n}          which ordinal has which id, by hash of the id
 *     takeaways/{id}/{vocabulary}     events, topics, … as a JSON array with counts
 *
 * All but the descriptor are the revision's entries: its id follows from them (manifest.ts). One that is
 * uploaded in batches has two more kinds of key until it is removed:
 *
 *     takeaways/{id}/root             the root of its manifest
 *     takeaways/{id}/complete/{n}     there once every entry on page n of the manifest is
 */
import * as z from 'zod/mini';
import { fnv1a } from '../../encoding/fnv1a.js';
import type { Awaitable } from '../../store/store.js';
import { vocabularyNames } from '../records/fields.js';

/** The version of this layout. A store written in another is not read. */
export const format = 1;

const count = z.int().check(z.gte(0));

export const revisionSchema = z.object({
  id: z.string(),
  format: z.literal(format),
  /** Who published it: the dataset that a component carries, or a person. */
  origin: z.enum(['bundled', 'operator']),
  /** The version of the dataset; among bundled ones the higher wins. */
  version: count,
  publishedAt: z.string(),
  counts: z.object({
    takeaways: count,
    events: count,
    topics: count,
    technologies: count,
    sources: count,
    claims: count,
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

/** One key of a revision, less the revision's prefix, and its value. */
export type Entry = readonly [suffix: string, value: Uint8Array];

/** Everything of a revision that follows from its content alone. */
export interface RevisionContent extends Pick<Revision, 'id' | 'counts' | 'layout'> {
  /** Every key but the descriptor; made on demand, for most requests never need them. */
  entries(): Awaitable<Iterable<Entry>>;
}

/** The dataset that a component carries. */
export interface BundledDataset extends RevisionContent {
  readonly version: number;
}

export const currentKey = 'takeaways/current';
export const revisionsKey = 'takeaways/revisions';
export const keyOf = (revisionId: string, suffix: string): string =>
  `takeaways/${revisionId}/${suffix}`;

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

/** @returns the suffixes of the entries of a revision of this layout, in their one order. */
export function* suffixesOf({ layout }: Pick<Revision, 'layout'>): Generator<string> {
  for (let n = 0; n < layout.segments; n++) yield suffixes.segment(n);
  for (let n = 0; n < layout.shards; n++) yield suffixes.shard(n);
  for (let n = 0; n < layout.idBuckets; n++) yield suffixes.ids(n);
  yield* vocabularyNames;
  if (layout.shards > 1) yield* [suffixes.directory, suffixes.spelling];
}

/** Entries on a page of a manifest, the last page aside. */
export const entriesPerManifestPage = 512;

/** @returns how many pages the manifest of a revision of this layout has. */
export const manifestPageCount = ({ layout }: Pick<Revision, 'layout'>): number => {
  const { segments, shards, idBuckets } = layout;
  const others = vocabularyNames.length + (shards > 1 ? 2 : 0);
  return Math.ceil((segments + shards + idBuckets + others) / entriesPerManifestPage);
};

/** @returns every key that a revision of this layout can have, those first that say what is whole. */
export function* keysOf(revision: Pick<Revision, 'id' | 'layout'>): Generator<string> {
  const { id } = revision;
  yield keyOf(id, suffixes.descriptor);
  yield keyOf(id, suffixes.root);
  for (let n = 0; n < manifestPageCount(revision); n++) yield keyOf(id, suffixes.complete(n));
  for (const suffix of suffixesOf(revision)) yield keyOf(id, suffix);
}

/** @returns the bucket of `id` among `buckets`: FNV-1a, 32 bits. */
export const idBucket = (id: string, buckets: number): number => fnv1a(id) % buckets;
