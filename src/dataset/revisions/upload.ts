/**
 * Uploads: the publisher lays out a revision and sends it in parts. Each part is verified against the
 * manifest (content-manifest.ts), and memory holds one part at a time. An interrupted upload can be resumed
 * within an hour; after that, the next publication removes it (garbage-collection.ts).
 */
import * as z from 'zod/mini';
import { getMany, setMany } from '../../store/many.js';
import type { KeyValueStore, StoredEntry } from '../../store/store.js';
import { digestBytes, digestOf, hexOf, idOf, type ManifestRoot } from './content-manifest.js';
import { parseJson, readDescriptor, writeJson } from './descriptors.js';
import { abandonedAfter } from './garbage-collection.js';
import { enterHistory, readHistory } from './history.js';
import {
  entriesPerManifestPage,
  format,
  keyOf,
  manifestPageCount,
  placeOf,
  type Revision,
  revisionSchema,
  suffixes,
  suffixesBetween,
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
  const place = await findPlace(store, id);
  if (await readDescriptor(store, place)) return { complete: true, missing: [] };

  const revision = await enterHistory(store, revisionOf(upload, root));
  await writeJson(store, keyOf(placeOf(revision), suffixes.root), root);
  const pages = root.pages.map((_, page) => keyOf(placeOf(revision), suffixes.complete(page)));
  const marks = await getMany(store, pages);
  const missing = marks.flatMap((mark, page) => (mark ? [] : [page]));
  if (missing.length === 0) {
    const recordBytes = recordBytesOf(marks);
    const described = { ...revision, ...(recordBytes !== undefined && { recordBytes }) };
    await writeJson(store, keyOf(placeOf(revision), suffixes.descriptor), described);
  }
  return { complete: missing.length === 0, missing };
};

/** @returns where the keys of an upload are. */
const findPlace = async (store: KeyValueStore, id: string): Promise<string> => {
  const entries = await readHistory(store);
  return placeOf(entries.find((entry) => entry.id === id && !entry.removing) ?? { id });
};

/** The mark of a complete manifest page says how many bytes of serialised takeaways are on it. */
interface PageMark {
  readonly recordBytes: number;
}

/** @returns the bytes of all takeaways; undefined if an earlier component made a mark. */
const recordBytesOf = (marks: readonly (Uint8Array | undefined)[]): number | undefined => {
  let sum = 0;
  for (const value of marks) {
    const mark = value && (parseJson(value) as Partial<PageMark> | undefined);
    if (typeof mark?.recordBytes !== 'number') return undefined;
    sum += mark.recordBytes;
  }
  return sum;
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
  const place = await findPlace(store, upload.id);
  const root = await readRoot(store, place);
  const digest = root?.pages[page];
  if (!root || !digest) return undefined;
  const start = page * entriesPerManifestPage;
  const onPage = suffixesBetween(root, start, start + entriesPerManifestPage);
  const head = body.subarray(0, onPage.length * digestBytes);
  if (hexOf(await digestOf(head)) !== digest) {
    throw new DigestMismatch(
      `Expected the body to start with manifest page ${page}: ${onPage.length * digestBytes} bytes of digests.`,
    );
  }
  const wanted = digestsIn(head);
  const given = await entriesIn(body.subarray(head.length), new Set(wanted));

  const revision = await keepAlive(store, revisionOf(upload, root), place);
  const keyAt = (index: number) => keyOf(placeOf(revision), onPage[index] ?? '');
  const sent: StoredEntry[] = [];
  const others: number[] = [];
  for (let index = 0; index < onPage.length; index++) {
    const entry = given.get(wanted[index] ?? '');
    if (entry) sent.push([keyAt(index), entry]);
    else others.push(index);
  }
  await setMany(store, sent);
  const stored = await getMany(store, others.map(keyAt));
  const missing: number[] = [];
  for (const [place, value] of stored.entries()) {
    const index = others[place] ?? 0;
    if (!value || hexOf(await digestOf(value)) !== wanted[index]) missing.push(index);
  }
  const complete = missing.length === 0;
  if (complete) {
    const values = new Map([...sent, ...others.map((index, at) => [keyAt(index), stored[at]] as const)]);
    const mark: PageMark = {
      recordBytes: onPage.reduce((sum, suffix, index) => {
        const value = start + index < root.layout.segments ? values.get(keyAt(index)) : undefined;
        return sum + (value ? recordBytesIn(value, suffix, root) : 0);
      }, 0),
    };
    await writeJson(store, keyOf(placeOf(revision), suffixes.complete(page)), mark);
  }
  return { complete, missing };
};

/** A segment separates its records by line ends, which are in no dump. */
const recordBytesIn = (
  segment: Uint8Array,
  suffix: string,
  { layout, counts }: ManifestRoot,
): number => {
  const number = Number(suffix.slice(suffixes.segment(0).length - 1));
  const records = Math.min(
    layout.recordsPerSegment,
    counts.takeaways - number * layout.recordsPerSegment,
  );
  return segment.length - (records - 1);
};

const readRoot = async (store: KeyValueStore, place: string): Promise<ManifestRoot | undefined> => {
  const value = await store.get(keyOf(place, suffixes.root));
  // It was checked when it was stored.
  return value && (parseJson(value) as ManifestRoot | undefined);
};

const digestsIn = (page: Uint8Array): string[] => {
  const text = hexOf(page);
  const digests: string[] = [];
  for (let at = 0; at < text.length; at += 2 * digestBytes) {
    digests.push(text.slice(at, at + 2 * digestBytes));
  }
  return digests;
};

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

/** Renews the date in the history, so that an active upload does not count as abandoned. */
const keepAlive = async (
  store: KeyValueStore,
  revision: Revision,
  place: string,
): Promise<Revision> => {
  const known = (await readHistory(store)).find((entry) => placeOf(entry) === place);
  const age = Date.parse(revision.publishedAt) - Date.parse(known?.publishedAt ?? '');
  if (known && age < abandonedAfter / 2) return known;
  return enterHistory(store, revision);
};
