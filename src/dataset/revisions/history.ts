/** The history: every revision that may have keys, newest first. */
import { encodeText } from '../../encoding/utf8.js';
import type { KeyValueStore } from '../../store/store.js';
import { swap } from '../../store/swap.js';
import { isCurrentShape, maxSwapAttempts, parseJson, StoreContended } from './descriptors.js';
import { placeOf, type Revision, revisionSchema, revisionsKey } from './revision.js';

/** A revision in the history. */
export interface HistoryEntry extends Revision {
  /** Its keys are being deleted: it stays listed until they are gone, and nobody may use it again. */
  readonly removing?: true;
}

/** @returns all revisions that may have keys, newest first. One read. */
export const readHistory = async (store: KeyValueStore): Promise<HistoryEntry[]> =>
  entriesIn(await store.get(revisionsKey)).known;

/**
 * Changes the history in one step: if another writer was faster, it is read and changed again.
 *
 * @param change returns the entries to store, or undefined to leave them
 * @returns the entries that are stored now
 */
export const changeHistory = async (
  store: KeyValueStore,
  change: (
    entries: readonly HistoryEntry[],
  ) => readonly HistoryEntry[] | undefined | Promise<readonly HistoryEntry[] | undefined>,
): Promise<readonly HistoryEntry[]> => {
  for (let attempt = 0; attempt < maxSwapAttempts; attempt++) {
    const value = await store.get(revisionsKey);
    const { known, unknown } = entriesIn(value);
    const changed = await change(known);
    if (!changed) return known;
    // Entries of other formats are kept for the components that know their keys.
    const text = encodeText(JSON.stringify([...changed, ...unknown]));
    if (await swap(store, revisionsKey, value, text)) return changed;
  }
  throw new StoreContended(`Others changed ${revisionsKey} ${maxSwapAttempts} times meanwhile.`);
};

const entriesIn = (value: Uint8Array | undefined) => {
  const stored = value ? parseJson(value) : [];
  const known: HistoryEntry[] = [];
  const unknown: unknown[] = [];
  for (const entry of Array.isArray(stored) ? stored : []) {
    const revision = isCurrentShape(entry) ? entry : revisionSchema.safeParse(entry).data;
    if (revision) known.push({ ...revision, ...(isRemoving(entry) && { removing: true }) });
    else unknown.push(entry);
  }
  return { known, unknown };
};

const isRemoving = (entry: unknown): boolean =>
  (entry as { readonly removing?: unknown } | null)?.removing === true;

/**
 * Lists a revision first, before any of its keys is written, so that an abandoned one can be removed. One
 * whose keys are being deleted is left alone, and a new one gets keys of its own.
 *
 * @param current is listed too if it is not
 * @param avoid a place to leave alone
 * @returns the revision with the place of its keys; without its base if that is being removed
 */
export const enterHistory = async (
  store: KeyValueStore,
  revision: Revision,
  current?: Revision,
  avoid?: string,
): Promise<Revision> => {
  let entered = revision;
  await changeHistory(store, (entries) => {
    const same = entries.filter(({ id }) => id === revision.id);
    const usable = same.find(({ removing }) => !removing);
    const place = usable ? usable.place : freePlace(revision.id, same, avoid);
    const { base, ...whole } = revision;
    const isThere = entries.some((entry) => !entry.removing && placeOf(entry) === base?.place);
    entered = {
      ...whole,
      ...(place !== undefined && { place }),
      ...(base && isThere && { base }),
    };
    const others = entries.filter((entry) => entry !== usable);
    const isMissing =
      current &&
      placeOf(current) !== placeOf(entered) &&
      others.every((entry) => placeOf(entry) !== placeOf(current));
    return [entered, ...(isMissing ? [current] : []), ...others];
  });
  return entered;
};

/**
 * Lists keys for removal that were written after another publication had removed the revision, because their
 * publisher was stalled for an hour.
 *
 * @returns whether there may be such keys
 */
export const disown = async (store: KeyValueStore, written: Revision): Promise<boolean> => {
  const place = placeOf(written);
  let isLost = false;
  await changeHistory(store, (entries) => {
    const entry = entries.find((each) => placeOf(each) === place);
    isLost = entry === undefined || entry.removing === true;
    if (!isLost) return undefined;
    // Whoever removes it now, and may have passed these keys, finds it changed and leaves it to the next.
    const next: HistoryEntry = {
      ...(entry ?? written),
      removing: true,
      epoch: (entry?.epoch ?? 0) + 1,
    };
    return [...entries.filter((each) => each !== entry), next];
  });
  return isLost;
};

/** @returns a place that no other revision has; undefined if that is the id. */
const freePlace = (
  id: string,
  others: readonly HistoryEntry[],
  avoid?: string,
): string | undefined => {
  if (others.length === 0 && avoid !== id) return undefined;
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `${id}~${number.toString(36)}`;
};
