/**
 * Publishing: writes a revision's entries, then its descriptor, then the key that names the current revision.
 * Readers see either the old revision or the new one, each complete.
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

/** How often to rewrite a revision that a concurrent garbage collection removes. */
const maxPublishAttempts = 3;

/** What to publish. */
export interface Publication {
  readonly content: RevisionContent;
  readonly origin: Origin;
  /** The dataset's version. */
  readonly version: number;
  readonly now: Date;
  readonly precondition?: Precondition;
}

/**
 * Throws if the current revision must not be replaced. It is called before anything is written and again just
 * before the pointer moves. A concurrent publication in the instant after that can still be lost, because
 * the store has no compare-and-swap.
 */
export type Precondition = (current: Revision | undefined) => void;

/**
 * Publishes a revision and makes it the current one. If interrupted, it leaves the old revision current and
 * complete, and can be repeated. Publishing the current content again changes nothing.
 *
 * @returns the revision that is current afterwards. A bundled dataset never replaces a newer bundled one or
 *   an operator's.
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

  // Read again: another publisher may have been faster.
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
  throw new Error(`Revision ${id} was removed while it was being published. Publish it again.`);
};

/** A bundled dataset replaces only an older bundled one; an operator's replaces any other. */
const replaces = (revision: Revision, current: Revision): boolean =>
  revision.origin === 'operator'
    ? revision.id !== current.id || current.origin !== 'operator'
    : current.origin === 'bundled' && current.version < revision.version;

/** Writes the descriptor last: a revision that has one is complete. */
const write = async (store: KeyValueStore, revision: Revision, content: RevisionContent) => {
  const { id } = revision;
  for (const [suffix, value] of await content.entries()) await store.set(keyOf(id, suffix), value);
  await writeJson(store, keyOf(id, suffixes.descriptor), revision);
};
