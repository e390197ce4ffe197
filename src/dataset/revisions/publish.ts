/**
 * Publishing: a revision's keys are written first, its descriptor next, and the key that names the
 * current revision last. Readers see the old revision whole until they see the new one whole.
 */
import type { KeyValueStore } from '../../store/store.js';
import { addToHistory, readCurrent, readDescriptor, writeJson } from './descriptors.js';
import { collectGarbage } from './garbage-collection.js';
import {
  currentKey,
  format,
  keyOf,
  type Origin,
  type Revision,
  type RevisionContent,
  suffixes,
} from './revision.js';

/** How often a publisher writes anew what another one's collection removed under its hands. */
const maxPublishAttempts = 3;

/** What is published, by whom, and when. */
export interface Publication {
  readonly content: RevisionContent;
  readonly origin: Origin;
  /** The dataset's version. */
  readonly version: number;
  readonly now: Date;
  /** Throws where the revision that is current is not one that may be replaced. */
  readonly precondition?: Precondition;
}

/**
 * Called with the revision that is current: before anything is written, and once more right before the
 * pointer moves. Between that and the move somebody else's publication can still be missed, for as long
 * as the store takes to answer: its interface has no compare-and-swap.
 */
export type Precondition = (current: Revision | undefined) => void;

/**
 * Publishes a revision and makes it the current one. Interrupted anywhere, it leaves the old revision
 * current and whole; done again, it completes. Content that is current already changes nothing.
 *
 * @returns the revision that is current afterwards: for a bundled dataset this may be a newer
 *   bundled or an operator's one, which it never replaces.
 */
export const publish = async (
  store: KeyValueStore,
  { content, origin, version, now, precondition = () => {} }: Publication,
): Promise<Revision> => {
  const { id, counts, layout } = content;
  const publishedAt = now.toISOString();
  const revision: Revision = { id, format, origin, version, publishedAt, counts, layout };

  const current = await readCurrent(store);
  precondition(current);
  if (current && !replaces(revision, current)) return current;

  await addToHistory(store, revision, current);
  if (!(await readDescriptor(store, id))) await write(store, revision, content);

  // Read again: somebody may have published something newer while the entries were written.
  const latest = await readCurrent(store);
  precondition(latest);
  if (latest && !replaces(revision, latest)) return latest;
  await writeJson(store, currentKey, revision);

  for (let attempt = 0; attempt < maxPublishAttempts; attempt++) {
    if (await readDescriptor(store, id)) {
      await collectGarbage(store, revision, now);
      return revision;
    }
    await addToHistory(store, revision, revision);
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
