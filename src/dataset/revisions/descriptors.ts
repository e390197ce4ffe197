/** Descriptors: which revision is current, and which revisions there are. */
import { decodeText, encodeText } from '../../encoding/utf8.js';
import type { KeyValueStore } from '../../store/store.js';
import {
  currentKey,
  format,
  keyOf,
  type Revision,
  revisionSchema,
  revisionsKey,
  suffixes,
} from './revision.js';

/** Thrown where the store holds something that this component cannot read. */
export class StoreUnreadable extends Error {
  override name = 'StoreUnreadable';
}

/** @returns the revision that is served, or undefined in an empty store. One read. */
export const readCurrent = (store: KeyValueStore): Promise<Revision | undefined> =>
  readRevision(store, currentKey);

/** @returns the descriptor of revision `id`, or undefined where there is no such whole revision. One read. */
export const readDescriptor = (store: KeyValueStore, id: string): Promise<Revision | undefined> =>
  readRevision(store, keyOf(id, suffixes.descriptor));

const readRevision = async (store: KeyValueStore, key: string): Promise<Revision | undefined> => {
  const value = await store.get(key);
  if (!value) return undefined;
  const revision = revisionSchema.safeParse(parseJson(value));
  if (!revision.success)
    throw new StoreUnreadable(`${key} is not a descriptor of format ${format}`);
  return revision.data;
};

/** @returns the JSON in `value`, or undefined where it is none. */
export const parseJson = (value: Uint8Array): unknown => {
  try {
    return JSON.parse(decodeText(value));
  } catch {
    return undefined;
  }
};

/** Stores `value` as JSON. */
export const writeJson = (store: KeyValueStore, key: string, value: unknown) =>
  store.set(key, encodeText(JSON.stringify(value)));

/** @returns the revisions that may have keys, newest first. One read. */
export const readHistory = async (store: KeyValueStore): Promise<Revision[]> => {
  const value = await store.get(revisionsKey);
  const history = value ? parseJson(value) : [];
  // An entry that cannot be read is one whose keys cannot be known; it is dropped.
  return (Array.isArray(history) ? history : []).flatMap((entry) => {
    const revision = revisionSchema.safeParse(entry);
    return revision.success ? [revision.data] : [];
  });
};

/** Notes that `revision` may have keys from now on, so that they are found if it is never finished. */
export const addToHistory = async (
  store: KeyValueStore,
  revision: Revision,
  current: Revision | undefined,
) => {
  const others = (await readHistory(store)).filter(({ id }) => id !== revision.id);
  const forgotten =
    current && current.id !== revision.id && !others.some(({ id }) => id === current.id);
  await writeJson(store, revisionsKey, [revision, ...(forgotten ? [current] : []), ...others]);
};
