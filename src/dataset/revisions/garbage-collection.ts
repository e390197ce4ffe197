/** Garbage collection of revisions. */
import { deleteMany } from '../../store/many.js';
import type { KeyValueStore } from '../../store/store.js';
import {
  maxSwapAttempts,
  movePointer,
  parseJson,
  readDescriptor,
  readPointer,
  StoreContended,
  writeJson,
} from './descriptors.js';
import { changeHistory, type HistoryEntry, readHistory } from './history.js';
import {
  currentKey,
  keyOf,
  keysOf,
  orphansKey,
  placeOf,
  type Revision,
  suffixesOf,
} from './revision.js';

/** How many revisions to keep besides the current one, for readers in flight and for rollback. */
export const maxKeptRevisions = 4;
/** The age at which an incomplete revision counts as abandoned, in milliseconds. */
export const abandonedAfter = 60 * 60 * 1000;
/** How many segments of one revision to remove per request. */
export const maxRemovedSegments = 10_000;

/**
 * Removes all revisions except the current one, the latest complete ones, and those still being written.
 *
 * It marks them in the history first. From then on nobody can start to use them, and whoever had started
 * before fails to move the pointer, because that is rewritten between the mark and the first deletion.
 */
export const collectGarbage = async (store: KeyValueStore, now: Date): Promise<void> => {
  const current = (await readPointer(store)).revision;
  if (!current) return;
  const marked = await changeHistory(store, async (entries) => {
    const doomed = await removable(store, entries, current, now);
    if (doomed.every(({ removing }) => removing)) return undefined;
    return entries.map((entry) => (doomed.includes(entry) ? { ...entry, removing: true } : entry));
  });
  if (marked.some(({ removing }) => removing)) {
    await rewritePointer(store);
    for (const entry of await readHistory(store)) if (entry.removing) await remove(store, entry);
  }
  await removeOrphans(store, now);
};

const removable = async (
  store: KeyValueStore,
  entries: readonly HistoryEntry[],
  current: Revision,
  now: Date,
): Promise<HistoryEntry[]> => {
  const doomed: HistoryEntry[] = [];
  let complete = 0;
  for (const entry of entries) {
    if (entry.removing) doomed.push(entry);
    else if (placeOf(entry) !== placeOf(current)) {
      const isComplete = (await readDescriptor(store, placeOf(entry))) !== undefined;
      const isYoung = now.getTime() - Date.parse(entry.publishedAt) < abandonedAfter;
      const isKept = isComplete ? complete++ < maxKeptRevisions : isYoung;
      if (!isKept) doomed.push(entry);
    }
  }
  // A base is kept for as long as a revision that is kept shares its entries.
  const bases = new Set(
    [current, ...entries.filter((entry) => !doomed.includes(entry))].map(({ base }) => base?.place),
  );
  return doomed.filter((entry) => entry.removing || !bases.has(placeOf(entry)));
};

/**
 * Writes the pointer again, different by a number alone, so that it cannot be moved by whoever read it
 * before. If it names a marked revision by now, that one is spared.
 */
const rewritePointer = async (store: KeyValueStore): Promise<void> => {
  for (let attempt = 0; attempt < maxSwapAttempts; attempt++) {
    const { revision, value } = await readPointer(store);
    if (!revision) return;
    await changeHistory(store, (entries) =>
      entries.some((entry) => entry.removing && placeOf(entry) === placeOf(revision))
        ? entries.map((entry) => (placeOf(entry) === placeOf(revision) ? spared(entry) : entry))
        : undefined,
    );
    const next = { ...revision, epoch: (revision.epoch ?? 0) + 1 };
    if (await movePointer(store, { revision, value }, next)) return;
  }
  throw new StoreContended(`Others moved ${currentKey} ${maxSwapAttempts} times meanwhile.`);
};

const spared = ({ removing, ...entry }: HistoryEntry): HistoryEntry => entry;

/**
 * Deletes the descriptor first, so that the revision counts as incomplete from then on. A large revision is
 * removed over several requests, the last segments first.
 */
const remove = async (store: KeyValueStore, revision: HistoryEntry): Promise<void> => {
  const { layout, counts } = revision;
  const place = placeOf(revision);
  // Only where the store cannot compare and set can it have become current by now.
  if (await isCurrent(store, place)) return;
  const segments = Math.max(0, layout.segments - maxRemovedSegments);
  const rest = { layout: { ...layout, segments }, counts };
  const keepers = new Set(segments === 0 ? [] : suffixesOf(rest));
  const start = keyOf(place, '').length;
  const complete = revision.base && (await readDescriptor(store, place));
  const keys = [...keysOf(complete ? { ...complete, layout } : revision)];
  await deleteMany(
    store,
    keys.filter((key) => !keepers.has(key.slice(start))),
  );
  await changeHistory(store, (entries) =>
    entries.flatMap((entry) => {
      const isSame = placeOf(entry) === place && entry.removing && entry.epoch === revision.epoch;
      if (!isSame) return [entry];
      return segments === 0 ? [] : [{ ...entry, layout: rest.layout }];
    }),
  );
};

const isCurrent = async (store: KeyValueStore, place: string): Promise<boolean> => {
  const { revision } = await readPointer(store);
  return revision !== undefined && placeOf(revision) === place;
};

/**
 * Removes keys that no listed revision owns. They exist only where two publishers changed the history at
 * once in a store that cannot compare and set. Whoever wrote them may still be at it, so they are removed
 * an hour after they were first seen.
 */
const removeOrphans = async (store: KeyValueStore, now: Date): Promise<void> => {
  if (store.swap || !store.keys) return;
  const owned = new Set((await readHistory(store)).map(placeOf));
  const { revision } = await readPointer(store);
  if (revision) owned.add(placeOf(revision));
  const orphans = (await store.keys()).filter((key) => {
    const [, place] = /^takeaways\/([0-9a-f]{32}[^/]*)\//.exec(key) ?? [];
    return place !== undefined && !owned.has(place);
  });
  const value = await store.get(orphansKey);
  if (orphans.length === 0 && !value) return;
  const seen = (value ? parseJson(value) : undefined) as
    | Readonly<Record<string, number>>
    | undefined;
  const later: Record<string, number> = {};
  const due: string[] = [];
  for (const key of orphans) {
    const place = key.split('/')[1] ?? '';
    const since = seen?.[place] ?? now.getTime();
    if (now.getTime() - since >= abandonedAfter) due.push(key);
    else later[place] = since;
  }
  await deleteMany(store, due);
  if (Object.keys(later).length > 0) await writeJson(store, orphansKey, later);
  else await store.delete(orphansKey);
};
