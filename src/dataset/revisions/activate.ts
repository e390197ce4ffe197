/** Activation: going back to a revision that is kept, or finishing an upload. */
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

/** Thrown where some entries of a revision are not there. */
export class RevisionIncomplete extends Error {
  override name = 'NotWhole';
}

/**
 * Makes a whole revision the current one, as an operator's: no bundled dataset replaces it.
 *
 * @param store where it is
 * @param id the revision's
 * @param options the time, and a check of the revision that is current (publish.ts)
 * @returns the revision as it is current now; undefined where the store has none of this id
 * @throws NotWhole where some of it is missing
 */
export const activate = async (
  store: KeyValueStore,
  id: string,
  { now, precondition }: { readonly now: Date; readonly precondition: Precondition },
): Promise<Revision | undefined> => {
  const current = await readCurrent(store);
  precondition(current);
  if (current?.id === id && current.origin === 'operator') return current;
  const whole = await readDescriptor(store, id);
  if (!whole) {
    if ((await readHistory(store)).every((recorded) => recorded.id !== id)) return undefined;
    throw new RevisionIncomplete();
  }

  const revision: Revision = { ...whole, origin: 'operator', publishedAt: now.toISOString() };
  await addToHistory(store, revision, current);
  const latest = await readCurrent(store);
  precondition(latest);
  await writeJson(store, currentKey, revision);
  if (!(await readDescriptor(store, id))) {
    // Somebody's collection was removing it: whole again is what was current before.
    if (latest) await writeJson(store, currentKey, latest);
    throw new RevisionIncomplete();
  }
  await collectGarbage(store, revision, now);
  return revision;
};
