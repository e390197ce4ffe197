/**
 * Publishing: a revision's keys are written first, its descriptor next, and the key that names the
 * current revision last. Readers see the old revision whole until they see the new one whole.
 */
import type { Log } from '../../api/service.js';
import { decodeText, encodeText } from '../../encoding/utf8.js';
import type { KeyValueStore } from '../../store/store.js';
import {
  type BundledDataset,
  currentKey,
  format,
  keyOf,
  keysOf,
  type Origin,
  type Revision,
  type RevisionContent,
  revisionSchema,
  revisionsKey,
  suffixes,
  suffixesOf,
} from './revision.js';

/** Revisions kept beside the current one, for readers in flight and to go back to. */
export const keptRevisions = 4;
/** How long, in milliseconds, a revision without descriptor is taken for one that is being written. */
export const publishingTime = 60 * 60 * 1000;
/** Segments of one revision removed at most before a publisher is answered. */
export const removedSegments = 10_000;
/** How often a publisher writes anew what another one's collection removed under its hands. */
const publishAttempts = 3;

/** What is published, by whom, and when. */
export interface Publication {
  readonly content: RevisionContent;
  readonly origin: Origin;
  /** The dataset's version. */
  readonly version: number;
  readonly now: Date;
  /** Throws where the revision that is current is not one that may be replaced. */
  readonly confirm?: Confirm;
}

/**
 * Called with the revision that is current: before anything is written, and once more right before the
 * pointer moves. Between that and the move somebody else's publication can still be missed, for as long
 * as the store takes to answer: its interface has no compare-and-swap.
 */
export type Confirm = (current: Revision | undefined) => void;

/** Thrown where the store holds something that this component cannot read. */
export class StoreUnreadable extends Error {
  override name = 'StoreUnreadable';
}

/** @returns the revision that is served, or undefined in an empty store. One read. */
export const readCurrent = (store: KeyValueStore): Promise<Revision | undefined> =>
  readRevision(store, currentKey);

/** @returns the descriptor of revision `id`, or undefined where there is no such whole revision. One read. */
export const readDescriptor = (store: KeyValueStore, id: string): Promise<Revision | undefined> =>
  readRevision(store, keyOf(id, suffixes.descriptor));

const readRevision = async (store: KeyValueStore, key: string): Promise<Revision | undefined> => {
  const value = await store.get(key);
  if (!value) return undefined;
  const revision = revisionSchema.safeParse(parseJson(value));
  if (!revision.success)
    throw new StoreUnreadable(`${key} is not a descriptor of format ${format}`);
  return revision.data;
};

/** @returns the JSON in `value`, or undefined where it is none. */
export const parseJson = (value: Uint8Array): unknown => {
  try {
    return JSON.parse(decodeText(value));
  } catch {
    return undefined;
  }
};

/** Stores `value` as JSON. */
export const writeJson = (store: KeyValueStore, key: string, value: unknown) =>
  store.set(key, encodeText(JSON.stringify(value)));

/**
 * Publishes a revision and makes it the current one. Interrupted anywhere, it leaves the old revision
 * current and whole; done again, it completes. Content that is current already changes nothing.
 *
 * @returns the revision that is current afterwards: for a bundled dataset this may be a newer
 *   bundled or an operator's one, which it never replaces.
 */
export const publish = async (
  store: KeyValueStore,
  { content, origin, version, now, confirm = () => {} }: Publication,
): Promise<Revision> => {
  const { id, counts, layout } = content;
  const publishedAt = now.toISOString();
  const revision: Revision = { id, format, origin, version, publishedAt, counts, layout };

  const current = await readCurrent(store);
  confirm(current);
  if (current && !replaces(revision, current)) return current;

  await record(store, revision, current);
  if (!(await readDescriptor(store, id))) await write(store, revision, content);

  // Read again: somebody may have published something newer while the entries were written.
  const latest = await readCurrent(store);
  confirm(latest);
  if (latest && !replaces(revision, latest)) return latest;
  await writeJson(store, currentKey, revision);

  for (let attempt = 0; attempt < publishAttempts; attempt++) {
    if (await readDescriptor(store, id)) {
      await collect(store, revision, now);
      return revision;
    }
    await record(store, revision, revision);
    await write(store, revision, content);
  }
  throw new Error(`Revision ${id} was removed as often as it was written.`);
};

/** A bundled dataset replaces only an older bundled one; an operator's replaces any but itself. */
const replaces = (revision: Revision, current: Revision): boolean =>
  revision.origin === 'operator'
    ? revision.id !== current.id || current.origin !== 'operator'
    : current.origin === 'bundled' && current.version < revision.version;

/** The descriptor goes last: whoever finds it knows that the revision is whole. */
const write = async (store: KeyValueStore, revision: Revision, content: RevisionContent) => {
  const { id } = revision;
  for (const [suffix, value] of await content.entries()) await store.set(keyOf(id, suffix), value);
  await writeJson(store, keyOf(id, suffixes.descriptor), revision);
};

/** @returns the revisions that may have keys, newest first. One read. */
export const readRecorded = async (store: KeyValueStore): Promise<Revision[]> => {
  const value = await store.get(revisionsKey);
  const recorded = value ? parseJson(value) : [];
  // An entry that cannot be read is one whose keys cannot be known; it is dropped.
  return (Array.isArray(recorded) ? recorded : []).flatMap((entry) => {
    const revision = revisionSchema.safeParse(entry);
    return revision.success ? [revision.data] : [];
  });
};

/** Notes that `revision` may have keys from now on, so that they are found if it is never finished. */
export const record = async (
  store: KeyValueStore,
  revision: Revision,
  current: Revision | undefined,
) => {
  const others = (await readRecorded(store)).filter(({ id }) => id !== revision.id);
  const forgotten =
    current && current.id !== revision.id && !others.some(({ id }) => id === current.id);
  await writeJson(store, revisionsKey, [revision, ...(forgotten ? [current] : []), ...others]);
};

/** Removes all but the current revision, the last few, and those that may still be being written. */
export const collect = async (store: KeyValueStore, current: Revision, now: Date) => {
  const kept: Revision[] = [];
  let whole = 0;
  for (const revision of await readRecorded(store)) {
    const finished = (await readDescriptor(store, revision.id)) !== undefined;
    const young = now.getTime() - Date.parse(revision.publishedAt) < publishingTime;
    const keep = revision.id === current.id || (finished ? whole++ < keptRevisions : young);
    const left = keep ? revision : await remove(store, revision);
    if (left) kept.push(left);
  }
  await writeJson(store, revisionsKey, kept);
};

/**
 * The descriptor goes first: whoever finds it gone knows that the revision is not whole. Of many segments
 * the last go first, as many as one request has time for.
 *
 * @returns what is left of it, for a later collection
 */
const remove = async (store: KeyValueStore, revision: Revision): Promise<Revision | undefined> => {
  if ((await readCurrent(store))?.id === revision.id) return revision;
  const { id, layout } = revision;
  const segments = Math.max(0, layout.segments - removedSegments);
  const keepers = new Set(segments === 0 ? [] : suffixesOf({ layout: { ...layout, segments } }));
  for (const key of keysOf(revision)) {
    if (!keepers.has(key.slice(keyOf(id, '').length))) await store.delete(key);
  }
  return segments === 0 ? undefined : { ...revision, layout: { ...layout, segments } };
};

/** What it takes to serve a store that may be empty. */
export interface Seed {
  readonly store: KeyValueStore;
  /** The dataset that the component carries. */
  readonly bundled: BundledDataset;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * The revision to serve. A store that is empty, or holds an older bundled dataset, is given the
 * bundled one first; where that fails, the older one is still whole and serves. One read where it is
 * neither.
 */
export const ensureCurrent = async ({ store, bundled, now, log }: Seed): Promise<Revision> => {
  const current = await readCurrent(store);
  const outdated = current?.origin === 'bundled' && current.version < bundled.version;
  if (current && !outdated) return current;
  const { version } = bundled;
  try {
    const published = await publish(store, {
      content: bundled,
      origin: 'bundled',
      version,
      now: now(),
    });
    log('info', 'published the bundled dataset', { revision: published.id, version });
    return published;
  } catch (error) {
    if (!current) throw error;
    log('error', 'could not publish the bundled dataset', { version, message: String(error) });
    return current;
  }
};
