/**
 * Publishing: writes a revision's entries, then its descriptor, then the key that names the current revision.
 * Readers see either the old revision or the new one, each complete.
 */
import { setMany } from '../../store/many.js';
import type { KeyValueStore, StoredEntry } from '../../store/store.js';
import {
  maxSwapAttempts,
  movePointer,
  readDescriptor,
  readPointer,
  StoreContended,
  writeJson,
} from './descriptors.js';
import { collectGarbage } from './garbage-collection.js';
import { disown, enterHistory } from './history.js';
import {
  format,
  keyOf,
  type Origin,
  placeOf,
  type Revision,
  type RevisionContent,
  suffixes,
} from './revision.js';

/** What to publish. */
export interface Publication {
  readonly content: RevisionContent;
  readonly origin: Origin;
  /** The dataset's version. */
  readonly version: number;
  readonly now: Date;
  readonly precondition?: Precondition;
  /** Called with the revision that was replaced, once it is. */
  readonly moved?: (from: Revision | undefined) => void;
}

/**
 * Throws if the current revision must not be replaced. It is called before anything is written, and again
 * whenever another publisher was faster. Where the store can compare and set, that misses none; elsewhere a
 * publication can be lost that comes between one read and one write.
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
  { content, origin, version, now, precondition = () => {}, moved = () => {} }: Publication,
): Promise<Revision> => {
  const described = describe({ content, origin, version, now });
  let written: Revision | undefined;
  for (let attempt = 0; attempt < maxSwapAttempts; attempt++) {
    const lost = written && (await disown(store, written)) ? placeOf(written) : undefined;
    const pointer = await readPointer(store);
    precondition(pointer.revision);
    if (pointer.revision && !replaces(described, pointer.revision)) return pointer.revision;

    const revision = await enterHistory(store, described, pointer.revision, lost);
    written = revision;
    if (!(await readDescriptor(store, placeOf(revision)))) await write(store, revision, content);
    if (await movePointer(store, pointer, revision)) {
      moved(pointer.revision);
      await stay(store, revision, content);
      await collectGarbage(store, now);
      return revision;
    }
  }
  throw new StoreContended(
    `Others published ${maxSwapAttempts} times while revision ${content.id} was.`,
  );
};

/** Stores a revision without making it the current one. @returns it, with the place of its keys */
export const storeRevision = async (
  store: KeyValueStore,
  publication: Publication,
): Promise<Revision> => {
  const revision = await enterHistory(store, describe(publication));
  if (!(await readDescriptor(store, placeOf(revision))))
    await write(store, revision, publication.content);
  return revision;
};

const describe = ({ content, origin, version, now }: Publication): Revision => {
  const { id, counts, layout, recordBytes } = content;
  return {
    ...{ id, format, origin, version, counts, layout },
    publishedAt: now.toISOString(),
    ...(recordBytes !== undefined && { recordBytes }),
  };
};

/** How often to rewrite a revision that a concurrent garbage collection removes. */
const maxRewrites = 3;

/** Writes again what was removed, which can happen only where the store cannot compare and set. */
const stay = async (
  store: KeyValueStore,
  revision: Revision,
  content: RevisionContent,
): Promise<void> => {
  for (let attempt = 0; attempt < maxRewrites; attempt++) {
    if (await readDescriptor(store, placeOf(revision))) return;
    await enterHistory(store, revision);
    await write(store, revision, content);
  }
  throw new StoreContended(
    `Revision ${revision.id} was removed while it was being published. Publish it again.`,
  );
};

/** A bundled dataset replaces only an older bundled one; an operator's replaces any other. */
const replaces = (revision: Revision, current: Revision): boolean =>
  revision.origin === 'operator'
    ? revision.id !== current.id || current.origin !== 'operator'
    : current.origin === 'bundled' && current.version < revision.version;

/** Writes the descriptor last: a revision that has one is complete. */
const write = async (store: KeyValueStore, revision: Revision, content: RevisionContent) => {
  const place = placeOf(revision);
  const entries = [...(await content.entries())];
  await setMany(
    store,
    entries.map(([suffix, value]): StoredEntry => [keyOf(place, suffix), value]),
  );
  await writeJson(store, keyOf(place, suffixes.descriptor), revision);
};
