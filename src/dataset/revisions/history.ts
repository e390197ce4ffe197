/** The revisions that a store holds. */
import type { KeyValueStore } from '../../store/store.js';
import { readCurrent, readDescriptor, readHistory } from './descriptors.js';
import type { Revision } from './revision.js';

/** A revision, and what it is good for. */
export interface KeptRevision {
  readonly revision: Revision;
  /** Current ones are served; whole ones may be activated; of others an upload or removal is under way. */
  readonly state: 'current' | 'whole' | 'incomplete';
}

/** @returns the revisions that have keys, the current one first. A read each, and two. */
export const listKeptRevisions = async (store: KeyValueStore): Promise<KeptRevision[]> => {
  const current = await readCurrent(store);
  const others = (await readHistory(store)).filter(({ id }) => id !== current?.id);
  const kept: KeptRevision[] = current ? [{ revision: current, state: 'current' }] : [];
  for (const revision of others) {
    const whole = await readDescriptor(store, revision.id);
    kept.push({ revision, state: whole ? 'whole' : 'incomplete' });
  }
  return kept;
};
