/** Lists the revisions in a store. */
import type { KeyValueStore } from '../../store/store.js';
import { readCurrent, readDescriptor } from './descriptors.js';
import { readHistory } from './history.js';
import { placeOf, type Revision } from './revision.js';

/** A stored revision and its state. */
export interface KeptRevision {
  readonly revision: Revision;
  /** A `whole` revision can be activated; an `incomplete` one is being uploaded, written or removed. */
  readonly state: 'current' | 'whole' | 'incomplete';
}

/** @returns the revisions that have keys, the current one first. Two reads, and one per revision. */
export const listKeptRevisions = async (store: KeyValueStore): Promise<KeptRevision[]> => {
  const current = await readCurrent(store);
  const listed = await readHistory(store);
  const others = listed.filter((entry) => !current || placeOf(entry) !== placeOf(current));
  const kept: KeptRevision[] = current ? [{ revision: current, state: 'current' }] : [];
  for (const revision of others) {
    const complete = !revision.removing && (await readDescriptor(store, placeOf(revision)));
    kept.push({ revision, state: complete ? 'whole' : 'incomplete' });
  }
  return kept;
};
