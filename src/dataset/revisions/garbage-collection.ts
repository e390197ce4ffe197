/** Garbage collection: which revisions are kept, and how the others are removed. */
import type { KeyValueStore } from '../../store/store.js';
import { readCurrent, readDescriptor, readHistory, writeJson } from './descriptors.js';
import { keyOf, keysOf, type Revision, revisionsKey, suffixesOf } from './revision.js';

/** Revisions kept beside the current one, for readers in flight and to go back to. */
export const maxKeptRevisions = 4;
/** How long, in milliseconds, a revision without descriptor is taken for one that is being written. */
export const abandonedAfter = 60 * 60 * 1000;
/** Segments of one revision removed at most before a publisher is answered. */
export const maxRemovedSegments = 10_000;
/** Removes all but the current revision, the last few, and those that may still be being written. */
export const collectGarbage = async (store: KeyValueStore, current: Revision, now: Date) => {
  const kept: Revision[] = [];
  let whole = 0;
  for (const revision of await readHistory(store)) {
    const finished = (await readDescriptor(store, revision.id)) !== undefined;
    const young = now.getTime() - Date.parse(revision.publishedAt) < abandonedAfter;
    const keep = revision.id === current.id || (finished ? whole++ < maxKeptRevisions : young);
    const left = keep ? revision : await removeRevision(store, revision);
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
const removeRevision = async (
  store: KeyValueStore,
  revision: Revision,
): Promise<Revision | undefined> => {
  if ((await readCurrent(store))?.id === revision.id) return revision;
  const { id, layout } = revision;
  const segments = Math.max(0, layout.segments - maxRemovedSegments);
  const keepers = new Set(segments === 0 ? [] : suffixesOf({ layout: { ...layout, segments } }));
  for (const key of keysOf(revision)) {
    if (!keepers.has(key.slice(keyOf(id, '').length))) await store.delete(key);
  }
  return segments === 0 ? undefined : { ...revision, layout: { ...layout, segments } };
};
