/**
 * Uploads: a revision that its publisher has laid out arrives in parts, each checked against the digests
 * that its id follows from (manifest.ts). Memory holds one part at a time, however large the revision. An
 * upload may stop anywhere and go on later; one that does not go on for an hour is removed when somebody
 * publishes (publish.ts).
 */
import * as z from 'zod/mini';
import type { KeyValueStore } from '../../store/store.js';
import { digestBytes, digestOf, hexOf, idOf, type ManifestRoot } from './content-manifest.js';
import { addToHistory, parseJson, readDescriptor, readHistory, writeJson } from './descriptors.js';
import { abandonedAfter } from './garbage-collection.js';
import {
  entriesPerManifestPage,
  format,
  keyOf,
  manifestPageCount,
  type Revision,
  revisionSchema,
  suffixes,
  suffixesOf,
} from './revision.js';

/** Twice as many as 100,000 takeaways with their index have. */
const maxManifestPages = 400;

const rootSchema = z.strictObject({
  counts: revisionSchema.shape.counts,
  layout: revisionSchema.shape.layout,
  pages: z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/))).check(z.maxLength(maxManifestPages)),
});

/** How far an upload has come. */
export interface Progress {
  /** Whether the revision is whole. */
  readonly complete: boolean;
  /** What is missing: numbers of pages, or of entries on a page. */
  readonly missing: readonly number[];
}

/** Thrown where what was sent is no part of the revision that it was sent for. */
export class DigestMismatch extends Error {
  override name = 'Foreign';
}

/** What an upload becomes when it is whole. */
export interface Upload {
  readonly id: string;
  /** The dataset's version. */
  readonly version: number;
  readonly now: Date;
}

/**
 * Begins an upload, goes on with one, or finishes it: the revision is whole from then on.
 *
 * @param store where to
 * @param upload the revision
 * @param value the root of its manifest, as yet unchecked
 * @returns the pages of which entries are missing
 * @throws Foreign where the root is not that of the revision
 */
export const putRoot = async (
  store: KeyValueStore,
  upload: Upload,
  value: unknown,
): Promise<Progress> => {
  const { id } = upload;
  const root = rootSchema.safeParse(value).data;
  if (!root || (await idOf(root)) !== id) {
    throw new DigestMismatch(`It is not the root of a manifest from which the id ${id} follows.`);
  }
  if (!isCoherent(root))
    throw new DigestMismatch('Its layout, its counts and its pages do not agree.');
  if (await readDescriptor(store, id)) return { complete: true, missing: [] };

  const revision = revisionOf(upload, root);
  await addToHistory(store, revision, undefined);
  await writeJson(store, keyOf(id, suffixes.root), root);
  const missing: number[] = [];
  for (let page = 0; page < root.pages.length; page++) {
    if (!(await store.get(keyOf(id, suffixes.complete(page))))) missing.push(page);
  }
  if (missing.length === 0) await writeJson(store, keyOf(id, suffixes.descriptor), revision);
  return { complete: missing.length === 0, missing };
};

const isCoherent = (root: ManifestRoot): boolean => {
  const { recordsPerSegment, segments, shards, idBuckets } = root.layout;
  return (
    Math.min(recordsPerSegment, shards, idBuckets) > 0 &&
    segments === Math.ceil(root.counts.takeaways / recordsPerSegment) &&
    root.pages.length === manifestPageCount(root)
  );
};

const revisionOf = ({ id, version, now }: Upload, { counts, layout }: ManifestRoot): Revision => ({
  id,
  format,
  origin: 'operator',
  version,
  publishedAt: now.toISOString(),
  counts,
  layout,
});

/**
 * Stores entries of one page of a revision's manifest.
 *
 * @param store where to
 * @param upload the revision
 * @param page the page's number
 * @param body the page, and any of its entries in any order, each after its length in bytes (32 bits,
 *   little-endian): which they are follows from their digests
 * @returns the entries of the page that are missing; undefined where no upload of this revision has begun,
 *   or its manifest has no such page
 * @throws Foreign where any of it does not belong to the page, before anything is stored
 */
export const putEntries = async (
  store: KeyValueStore,
  upload: Upload,
  page: number,
  body: Uint8Array,
): Promise<Progress | undefined> => {
  const { id } = upload;
  const root = await readRoot(store, id);
  const digest = root?.pages[page];
  if (!root || !digest) return undefined;
  const keys = keysOfManifestPage(id, root, page);
  const head = body.subarray(0, keys.length * digestBytes);
  if (hexOf(await digestOf(head)) !== digest) {
    throw new DigestMismatch(
      `It does not begin with page ${page}, ${head.length} bytes of digests.`,
    );
  }
  const wanted = digestsIn(head);
  const given = await entriesIn(body.subarray(head.length), new Set(wanted));

  await keepAlive(store, revisionOf(upload, root));
  const missing: number[] = [];
  for (const [index, key] of keys.entries()) {
    const entry = given.get(wanted[index] ?? '');
    if (entry) await store.set(key, entry);
    else if (!(await has(store, key, wanted[index]))) missing.push(index);
  }
  const complete = missing.length === 0;
  if (complete) await writeJson(store, keyOf(id, suffixes.complete(page)), true);
  return { complete, missing };
};

const readRoot = async (store: KeyValueStore, id: string): Promise<ManifestRoot | undefined> => {
  const value = await store.get(keyOf(id, suffixes.root));
  return value && rootSchema.safeParse(parseJson(value)).data;
};

const keysOfManifestPage = (id: string, root: ManifestRoot, page: number): string[] =>
  [...suffixesOf(root)]
    .slice(page * entriesPerManifestPage, (page + 1) * entriesPerManifestPage)
    .map((suffix) => keyOf(id, suffix));

const digestsIn = (page: Uint8Array): string[] =>
  Array.from({ length: page.length / digestBytes }, (_, index) =>
    hexOf(page.subarray(index * digestBytes, (index + 1) * digestBytes)),
  );

const lengthBytes = 4;

/** The entries in `bytes` by digest. */
const entriesIn = async (
  bytes: Uint8Array,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Uint8Array>> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length; ) {
    const start = at + lengthBytes;
    const end = start <= bytes.length ? start + view.getUint32(at, true) : Infinity;
    if (end > bytes.length)
      throw new DigestMismatch(`The entry at byte ${at} after the page is cut off.`);
    const entry = bytes.subarray(start, end);
    const digest = hexOf(await digestOf(entry));
    if (!wanted.has(digest))
      throw new DigestMismatch(`The entry at byte ${at} is none of the page's.`);
    entries.set(digest, entry);
    at = end;
  }
  return entries;
};

/** What is there counts only if it is what was uploaded. */
const has = async (store: KeyValueStore, key: string, digest?: string): Promise<boolean> => {
  const value = await store.get(key);
  return value !== undefined && hexOf(await digestOf(value)) === digest;
};

/** An upload that goes on is not taken for one that was given up. */
const keepAlive = async (store: KeyValueStore, revision: Revision): Promise<void> => {
  const known = (await readHistory(store)).find(({ id }) => id === revision.id);
  const age = Date.parse(revision.publishedAt) - Date.parse(known?.publishedAt ?? '');
  if (!(age < abandonedAfter / 2)) await addToHistory(store, revision, undefined);
};
