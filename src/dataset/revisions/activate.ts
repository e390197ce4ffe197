/** Activation: rolls back to a stored revision, or makes an uploaded one current. */
import type { KeyValueStore } from '../../store/store.js';
import {
  addToHistory,
  readCurrent,
  readDescriptor,
  readHistory,
  writeJson,
} from './descriptors.js';
import { collectGarbage } from './garbage-collection.js';
import type { Precondition } from './publish.js';
import { currentKey, type Revision } from './revision.js';

/** Thrown if entries of a revision are missing. */
export class RevisionIncomplete extends Error {
  override name = 'RevisionIncomplete';
}

/**
 * Makes a complete revision the current one, with origin `operator`, so that no bundled dataset replaces it.
 *
 * @param store the store
 * @param id the id of the revision
 * @param options the current time, and a precondition on the current revision (publish.ts)
 * @returns the revision, now current; undefined if the store has no such revision
 * @throws RevisionIncomplete if entries are missing
 */
export const activate = async (
  store: KeyValueStore,
  id: string,
  { now, precondition }: { readonly now: Date; readonly precondition: Precondition },
): Promise<Revision | undefined> => {
  const current = await readCurrent(store);
  precondition(current);
  if (current?.id === id && current.origin === 'operator') return current;
  const complete = await readDescriptor(store, id);
  if (!complete) {
    if ((await readHistory(store)).every((revision) => revision.id !== id)) return undefined;
    throw new RevisionIncomplete();
  }

  const revision: Revision = { ...complete, origin: 'operator', publishedAt: now.toISOString() };
  await addToHistory(store, revision, current);
  const latest = await readCurrent(store);
  precondition(latest);
  await writeJson(store, currentKey, revision);
  if (!(await readDescriptor(store, id))) {
    // A concurrent garbage collection has removed it: restore the previous revision.
    if (latest) await writeJson(store, currentKey, latest);
    throw new RevisionIncomplete();
  }
  await collectGarbage(store, revision, now);
  return revision;
};
