/**
 * Uploads: the publisher lays out a revision and sends it in parts. Each part is verified against the
 * manifest (content-manifest.ts), and memory holds one part at a time. An interrupted upload can be resumed
 * within an hour; after that, the next publication removes it (garbage-collection.ts).
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

/** Twice as many as 100,000 takeaways need. */
const maxManifestPages = 400;

const rootSchema = z.strictObject({
  counts: revisionSchema.shape.counts,
  layout: revisionSchema.shape.layout,
  pages: z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/))).check(z.maxLength(maxManifestPages)),
});

/** The progress of an upload. */
export interface Progress {
  /** Whether the revision, or the manifest page, is complete. */
  readonly complete: boolean;
  /** The numbers of the missing manifest pages, or of the missing entries on a page. */
  readonly missing: readonly number[];
}

/** Thrown if the sent data is not part of the revision. */
export class DigestMismatch extends Error {
  override name = 'DigestMismatch';
}

/** The revision to upload. */
export interface Upload {
  readonly id: string;
  /** The dataset's version. */
  readonly version: number;
  readonly now: Date;
}

/**
 * Starts, resumes or finishes an upload. The revision is complete once no page is missing.
 *
 * @param store the store
 * @param upload the revision
 * @param value the root of its manifest, not yet validated
 * @returns the manifest pages that are missing entries
 * @throws DigestMismatch if the root is not that of the revision
 */
export const putRoot = async (
  store: KeyValueStore,
  upload: Upload,
  value: unknown,
): Promise<Progress> => {
  const { id } = upload;
  const root = rootSchema.safeParse(value).data;
  if (!root || (await idOf(root)) !== id) {
    throw new DigestMismatch(`Expected the manifest root of revision ${id}, got another value.`);
  }
  if (!isCoherent(root))
    throw new DigestMismatch(
      'The layout, the counts and the number of pages contradict each other.',
    );
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
 * Stores entries of one manifest page.
 *
 * @param store the store
 * @param upload the revision
 * @param page the number of the page
 * @param body the page, then any of its entries in any order, each preceded by its length in bytes (32 bits,
 *   little-endian); their digests identify them
 * @returns the missing entries of the page; undefined if no upload of this revision has been started, or its
 *   manifest has no such page
 * @throws DigestMismatch if any part does not belong to the page; nothing is stored then
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
      `Expected the body to start with manifest page ${page}: ${keys.length * digestBytes} bytes of digests.`,
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

/** @returns the entries in `bytes`, by digest. */
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
      throw new DigestMismatch(`The entry at byte ${at} after the page is truncated.`);
    const entry = bytes.subarray(start, end);
    const digest = hexOf(await digestOf(entry));
    if (!wanted.has(digest))
      throw new DigestMismatch(`The entry at byte ${at} after the page does not belong to it.`);
    entries.set(digest, entry);
    at = end;
  }
  return entries;
};

/** Whether the store holds the entry with this digest. */
const has = async (store: KeyValueStore, key: string, digest?: string): Promise<boolean> => {
  const value = await store.get(key);
  return value !== undefined && hexOf(await digestOf(value)) === digest;
};

/** Renews the date in the history, so that an active upload does not count as abandoned. */
const keepAlive = async (store: KeyValueStore, revision: Revision): Promise<void> => {
  const known = (await readHistory(store)).find(({ id }) => id === revision.id);
  const age = Date.parse(revision.publishedAt) - Date.parse(known?.publishedAt ?? '');
  if (!(age < abandonedAfter / 2)) await addToHistory(store, revision, undefined);
};
