/** Activation: rolls back to a stored revision, or makes an uploaded one current. */
import type { KeyValueStore } from '../../store/store.js';
import {
  maxSwapAttempts,
  movePointer,
  readDescriptor,
  readPointer,
  StoreContended,
} from './descriptors.js';
import { collectGarbage } from './garbage-collection.js';
import { enterHistory, readHistory } from './history.js';
import type { Precondition } from './publish.js';
import { placeOf, type Revision } from './revision.js';

/** Thrown if entries of a revision are missing. */
export class RevisionIncomplete extends Error {
  override name = 'RevisionIncomplete';
}

/** How to activate. */
export interface Activation {
  readonly now: Date;
  readonly precondition: Precondition;
  /** Called with the revision that was replaced, once it is. */
  readonly moved?: (from: Revision | undefined) => void;
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
  { now, precondition, moved = () => {} }: Activation,
): Promise<Revision | undefined> => {
  for (let attempt = 0; attempt < maxSwapAttempts; attempt++) {
    const pointer = await readPointer(store);
    precondition(pointer.revision);
    const current = pointer.revision;
    if (current?.id === id && current.origin === 'operator') return current;
    const complete = await findComplete(store, id);
    if (!complete) return undefined;

    const revision = await enterHistory(
      store,
      { ...complete, origin: 'operator', publishedAt: now.toISOString() },
      current,
    );
    // A place that was just assigned has no keys: the one that was found is being removed.
    if (!(await readDescriptor(store, placeOf(revision)))) throw new RevisionIncomplete();
    if (!(await movePointer(store, pointer, revision))) continue;
    if (!(await readDescriptor(store, placeOf(revision)))) {
      // Only where the store cannot compare and set: restore the previous revision.
      if (current) await movePointer(store, await readPointer(store), current);
      throw new RevisionIncomplete();
    }
    moved(current);
    await collectGarbage(store, now);
    return revision;
  }
  throw new StoreContended(`Others published ${maxSwapAttempts} times while ${id} was activated.`);
};

/** @throws RevisionIncomplete if it is listed and not complete */
const findComplete = async (store: KeyValueStore, id: string): Promise<Revision | undefined> => {
  const same = (await readHistory(store)).filter((entry) => entry.id === id);
  const entry = same.find(({ removing }) => !removing);
  if (!entry && same.length > 0) throw new RevisionIncomplete();
  const complete = await readDescriptor(store, entry ? placeOf(entry) : id);
  if (!complete && entry) throw new RevisionIncomplete();
  return complete;
};
