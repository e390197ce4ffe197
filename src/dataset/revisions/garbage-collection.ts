/** Garbage collection of revisions. */
import type { KeyValueStore } from '../../store/store.js';
import { readCurrent, readDescriptor, readHistory, writeJson } from './descriptors.js';
import { keyOf, keysOf, type Revision, revisionsKey, suffixesOf } from './revision.js';

/** How many revisions to keep besides the current one, for readers in flight and for rollback. */
export const maxKeptRevisions = 4;
/** The age at which an incomplete revision counts as abandoned, in milliseconds. */
export const abandonedAfter = 60 * 60 * 1000;
/** How many segments of one revision to remove per request. */
export const maxRemovedSegments = 10_000;
/** Removes all revisions except the current one, the latest complete ones, and those still being written. */
export const collectGarbage = async (store: KeyValueStore, current: Revision, now: Date) => {
  const kept: Revision[] = [];
  let complete = 0;
  for (const revision of await readHistory(store)) {
    const finished = (await readDescriptor(store, revision.id)) !== undefined;
    const young = now.getTime() - Date.parse(revision.publishedAt) < abandonedAfter;
    const keep = revision.id === current.id || (finished ? complete++ < maxKeptRevisions : young);
    const left = keep ? revision : await removeRevision(store, revision);
    if (left) kept.push(left);
  }
  await writeJson(store, revisionsKey, kept);
};

/**
 * Deletes the descriptor first, so that the revision counts as incomplete from then on. A large revision is
 * removed over several requests, the last segments first.
 *
 * @returns what is left of the revision, for a later collection
 */
const removeRevision = async (
  store: KeyValueStore,
  revision: Revision,
): Promise<Revision | undefined> => {
  if ((await readCurrent(store))?.id === revision.id) return revision;
  const { id, layout, counts } = revision;
  const segments = Math.max(0, layout.segments - maxRemovedSegments);
  const keepers = new Set(
    segments === 0 ? [] : suffixesOf({ layout: { ...layout, segments }, counts }),
  );
  for (const key of keysOf(revision)) {
    if (!keepers.has(key.slice(keyOf(id, '').length))) await store.delete(key);
  }
  return segments === 0 ? undefined : { ...revision, layout: { ...layout, segments } };
};
