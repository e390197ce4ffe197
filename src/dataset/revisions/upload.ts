/**
 * Uploads: the publisher lays out a revision and sends it in parts. Each part is verified against the
 * manifest (content-manifest.ts), and memory holds one part at a time. An interrupted upload can be resumed
 * within an hour; after that, the next publication removes it (garbage-collection.ts).
 */
import * as z from 'zod/mini';
import { deleteMany, getMany, setMany } from '../../store/many.js';
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
  namedSuffixes,
  placeOf,
  placeOfEntry,
  type Revision,
  revisionSchema,
  runsOf,
  suffixes,
  suffixesBetween,
} from './revision.js';

/** Twice as many as 100,000 takeaways need. */
const maxManifestPages = 400;

const rootSchema = z.strictObject({
  counts: revisionSchema.shape.counts,
  layout: revisionSchema.shape.layout,
  pages: z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/))).check(z.maxLength(maxManifestPages)),
  /** The revision to share entries with. */
  base: z.optional(z.string().check(z.regex(/^[0-9a-f]{32}$/))),
});

/** The root as it is stored: with the place of the base. */
interface StoredRoot extends ManifestRoot {
  readonly basePlace?: string;
}

/** A revision shares entries with a base if at most this many of its manifest pages differ. */
const maxDifferentPages = 48;
/** How many runs of entries of its own such a revision may have: every request reads them. */
const maxRuns = 300;

/** The progress of an upload. */
export interface Progress {
  /** Whether the revision, or the manifest page, is complete. */
  readonly complete: boolean;
  /** The numbers of the missing manifest pages, or of the missing entries on a page. */
  readonly missing: readonly number[];
  /** Whether the revision shares the entries that are not missing with its base. */
  readonly shared?: true;
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

/** @returns the root if it is that of the revision. @throws DigestMismatch */
const checkRoot = async (id: string, value: unknown): Promise<z.infer<typeof rootSchema>> => {
  const root = rootSchema.safeParse(value).data;
  if (!root || (await idOf(root)) !== id) {
    throw new DigestMismatch(`Expected the manifest root of revision ${id}, got another value.`);
  }
  if (isCoherent(root)) return root;
  throw new DigestMismatch('The layout, the counts and the number of pages contradict each other.');
};

/**
 * Compares the manifest of a revision with that of its base, and changes nothing.
 *
 * @returns the manifest pages that differ
 * @throws DigestMismatch if the root is not that of the revision
 */
export const compareRoot = async (
  store: KeyValueStore,
  { id }: Upload,
  value: unknown,
): Promise<Progress> => {
  const root = await checkRoot(id, value);
  const place = await findBase(store, root);
  const base = place === undefined ? undefined : await readRoot(store, place);
  const different = root.pages.flatMap((_, page) =>
    base && isSamePage(root, base, page) ? [] : [page],
  );
  return { complete: false, missing: different, ...(base && { shared: true }) };
};

/**
 * Compares one manifest page with the stored entries of the current revision, and changes nothing.
 *
 * @param page the number of the page
 * @param digests the page
 * @returns the entries that differ; undefined if the current revision has no such page
 */
export const comparePage = async (
  store: KeyValueStore,
  current: Revision,
  page: number,
  digests: Uint8Array,
): Promise<Progress | undefined> => {
  const start = page * entriesPerManifestPage;
  const onPage = suffixesBetween(current, start, start + entriesPerManifestPage);
  if (onPage.length === 0) return undefined;
  const wanted = digestsIn(digests);
  const keys = onPage.map((suffix, index) => keyOf(placeOfEntry(current, start + index), suffix));
  const values = await getMany(store, keys);
  const missing: number[] = [];
  for (let index = 0; index < wanted.length; index++) {
    const value = values[index];
    if (!value || hexOf(await digestOf(value)) !== wanted[index]) missing.push(index);
  }
  return { complete: missing.length === 0, missing };
};

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
  const root = await checkRoot(id, value);
  const place = await findPlace(store, id);
  if (await readDescriptor(store, place)) return { complete: true, missing: [] };

  const started = await readRoot(store, place);
  const wanted = started ? started.basePlace : await findBase(store, root);
  const revision = await enterHistory(store, revisionOf(upload, root, wanted));
  const basePlace = revision.base?.place;
  const stored: StoredRoot = {
    ...{ counts: root.counts, layout: root.layout, pages: root.pages },
    ...(basePlace !== undefined && { basePlace }),
  };
  await writeJson(store, keyOf(placeOf(revision), suffixes.root), stored);
  const marks = await readMarks(store, placeOf(revision), stored);
  const missing = marks.flatMap((mark, page) => (mark ? [] : [page]));
  if (missing.length > 0) {
    return { complete: false, missing, ...(basePlace !== undefined && { shared: true }) };
  }

  const described = describe(revision, marks);
  if (described.base && described.base.own.length > 2 * maxRuns) {
    await startOver(store, revision, stored);
    return { complete: false, missing: [...marks.keys()] };
  }
  const suffix = described.base ? suffixes.derived : suffixes.descriptor;
  await writeJson(store, keyOf(placeOf(revision), suffix), described);
  return { complete: true, missing: [] };
};

/** @returns the place of the whole revision to share entries with; undefined if that is not worth it. */
const findBase = async (
  store: KeyValueStore,
  { base: id, ...root }: z.infer<typeof rootSchema>,
): Promise<string | undefined> => {
  if (id === undefined) return undefined;
  const named = await readDescriptor(store, await findPlace(store, id));
  const place = named?.base?.place ?? (named && placeOf(named));
  const base = place === undefined ? undefined : await readRoot(store, place);
  if (!base || base.basePlace !== undefined) return undefined;
  const different = root.pages.filter((_, page) => !isSamePage(root, base, page)).length;
  return different <= maxDifferentPages ? place : undefined;
};

/** Whether both have the same entries under the same suffixes on a page of their manifests. */
const isSamePage = (one: ManifestRoot, other: ManifestRoot, page: number): boolean => {
  if (one.pages[page] !== other.pages[page]) return false;
  if (hasSameSuffixes(one, other)) return true;
  const start = page * entriesPerManifestPage;
  const end = start + entriesPerManifestPage;
  const suffixesOn = (root: ManifestRoot) => suffixesBetween(root, start, end);
  return suffixesOn(one).join() === suffixesOn(other).join();
};

/** Whether all entries have the same suffixes, as those of revisions do that differ in some records only. */
const hasSameSuffixes = (one: ManifestRoot, other: ManifestRoot): boolean =>
  one.layout.segments === other.layout.segments &&
  one.layout.shards === other.layout.shards &&
  one.layout.idBuckets === other.layout.idBuckets &&
  namedSuffixes(one).join() === namedSuffixes(other).join();

/** @returns the marks of complete pages; those that are the same in the base need no upload. */
const readMarks = async (
  store: KeyValueStore,
  place: string,
  root: StoredRoot,
): Promise<(PageMark | undefined)[]> => {
  const { basePlace } = root;
  const base = basePlace === undefined ? undefined : await readRoot(store, basePlace);
  const isShared = (page: number) => base !== undefined && isSamePage(root, base, page);
  const values = await getMany(
    store,
    root.pages.map((_, page) =>
      keyOf(isShared(page) ? (basePlace ?? place) : place, suffixes.complete(page)),
    ),
  );
  return values.map((value, page) => {
    const mark = value && ((parseJson(value) ?? {}) as PageMark);
    // Entries of the base are its own, whatever its mark says.
    return mark && (isShared(page) ? { recordBytes: mark.recordBytes } : mark);
  });
};

/** The mark of a complete manifest page. */
interface PageMark {
  /** The bytes of serialised takeaways on it; earlier components do not say. */
  readonly recordBytes?: number | undefined;
  /** The entries on it that are not those of the base, by place on the page; absent where there is no base. */
  readonly own?: readonly number[];
}

const describe = (revision: Revision, marks: readonly (PageMark | undefined)[]): Revision => {
  const bytes = marks.map((mark) => mark?.recordBytes);
  const recordBytes = bytes.every((each) => typeof each === 'number')
    ? bytes.reduce((sum, each) => sum + each, 0)
    : undefined;
  const own = marks.flatMap((mark, page) =>
    (mark?.own ?? []).map((index) => page * entriesPerManifestPage + index),
  );
  const { base } = revision;
  return {
    ...revision,
    ...(base && { base: { place: base.place, own: runsOf(own) } }),
    ...(recordBytes !== undefined && { recordBytes }),
  };
};

/** Uploads a revision as a whole after all, because too many of its entries differ from those of the base. */
const startOver = async (store: KeyValueStore, revision: Revision, root: StoredRoot) => {
  const { base: _, ...whole } = revision;
  const marks = root.pages.map((_, page) => keyOf(placeOf(revision), suffixes.complete(page)));
  await deleteMany(store, marks);
  const { basePlace: __, ...alone } = root;
  await writeJson(store, keyOf(placeOf(revision), suffixes.root), alone);
  await enterHistory(store, whole);
};

/** @returns where the keys of an upload are. */
const findPlace = async (store: KeyValueStore, id: string): Promise<string> => {
  const entries = await readHistory(store);
  return placeOf(entries.find((entry) => entry.id === id && !entry.removing) ?? { id });
};

const isCoherent = (root: ManifestRoot): boolean => {
  const { recordsPerSegment, segments, shards, idBuckets } = root.layout;
  return (
    Math.min(recordsPerSegment, shards, idBuckets) > 0 &&
    segments === Math.ceil(root.counts.takeaways / recordsPerSegment) &&
    root.pages.length === manifestPageCount(root)
  );
};

const revisionOf = (
  { id, version, now }: Upload,
  { counts, layout }: ManifestRoot,
  basePlace: string | undefined,
): Revision => ({
  ...(basePlace !== undefined && { base: { place: basePlace, own: [] } }),
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

  const { basePlace } = root;
  const revision = await keepAlive(store, revisionOf(upload, root, basePlace), place);
  const keyAt = (index: number) => keyOf(placeOf(revision), onPage[index] ?? '');
  /** The values of the page that are stored, as far as they are the wanted ones. */
  const values = new Map<number, Uint8Array>();
  const sent: StoredEntry[] = [];
  for (let index = 0; index < onPage.length; index++) {
    const entry = given.get(wanted[index] ?? '');
    if (!entry) continue;
    sent.push([keyAt(index), entry]);
    values.set(index, entry);
  }
  await setMany(store, sent);
  const takeFrom = async (from: string) => {
    const others = onPage.flatMap((_, index) => (values.has(index) ? [] : [index]));
    const found = await getMany(
      store,
      others.map((index) => keyOf(from, onPage[index] ?? '')),
    );
    for (const [at, value] of found.entries()) {
      const index = others[at] ?? 0;
      if (value && hexOf(await digestOf(value)) === wanted[index]) values.set(index, value);
    }
  };
  await takeFrom(placeOf(revision));
  const own = [...values.keys()].sort((one, other) => one - other);
  if (basePlace !== undefined) await takeFrom(basePlace);

  const missing = onPage.flatMap((_, index) => (values.has(index) ? [] : [index]));
  const complete = missing.length === 0;
  if (complete) {
    let recordBytes = 0;
    for (const [index, value] of values) {
      if (start + index < root.layout.segments) {
        recordBytes += recordBytesIn(value, start + index, root);
      }
    }
    const mark: PageMark = { recordBytes, ...(basePlace !== undefined && { own }) };
    await writeJson(store, keyOf(placeOf(revision), suffixes.complete(page)), mark);
  }
  return { complete, missing };
};

/** A segment separates its records by line ends, which are in no dump. */
const recordBytesIn = (
  segment: Uint8Array,
  number: number,
  { layout, counts }: ManifestRoot,
): number => {
  const records = Math.min(
    layout.recordsPerSegment,
    counts.takeaways - number * layout.recordsPerSegment,
  );
  return segment.length - (records - 1);
};

const readRoot = async (store: KeyValueStore, place: string): Promise<StoredRoot | undefined> => {
  const value = await store.get(keyOf(place, suffixes.root));
  // It was checked when it was stored.
  return value && (parseJson(value) as StoredRoot | undefined);
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
