/** Descriptors: the current revision, and the history of all revisions. */
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

/** Thrown if the store holds data that this component cannot read. */
export class StoreUnreadable extends Error {
  override name = 'StoreUnreadable';
}

/** @returns the current revision, or undefined if the store is empty. One read. */
export const readCurrent = (store: KeyValueStore): Promise<Revision | undefined> =>
  readRevision(store, currentKey);

/** @returns the descriptor of revision `id`, or undefined unless it is complete. One read. */
export const readDescriptor = (store: KeyValueStore, id: string): Promise<Revision | undefined> =>
  readRevision(store, keyOf(id, suffixes.descriptor));

const readRevision = async (store: KeyValueStore, key: string): Promise<Revision | undefined> => {
  const value = await store.get(key);
  if (!value) return undefined;
  const stored = parseJson(value);
  if (isCurrentShape(stored)) return stored;
  const revision = revisionSchema.safeParse(stored);
  if (!revision.success)
    throw new StoreUnreadable(`${key} is not a descriptor of format ${format}`);
  return revision.data;
};

/**
 * Whether this is a descriptor as this component writes it. Every request reads one, and the whole schema
 * takes the component's engine 0.3 ms: it is for what other versions wrote.
 */
const isCurrentShape = (value: unknown): value is Revision => {
  const { id, counts, layout, ...others } = (value ?? {}) as Partial<Revision>;
  return (
    others.format === format &&
    typeof id === 'string' &&
    typeof others.publishedAt === 'string' &&
    typeof others.version === 'number' &&
    typeof counts?.takeaways === 'number' &&
    typeof counts.people === 'number' &&
    typeof layout?.recordsPerSegment === 'number' &&
    typeof layout.idBuckets === 'number'
  );
};

/** @returns `value` as parsed JSON, or undefined if it is not JSON. */
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

/** @returns all revisions that may have keys, newest first. One read. */
export const readHistory = async (store: KeyValueStore): Promise<Revision[]> => {
  const value = await store.get(revisionsKey);
  const history = value ? parseJson(value) : [];
  // The keys of an unreadable entry are unknown, so drop it.
  return (Array.isArray(history) ? history : []).flatMap((entry) => {
    const revision = revisionSchema.safeParse(entry);
    return revision.success ? [revision.data] : [];
  });
};

/** Adds a revision before any of its keys is written, so that an abandoned one can be removed. */
export const addToHistory = async (
  store: KeyValueStore,
  revision: Revision,
  current: Revision | undefined,
) => {
  const others = (await readHistory(store)).filter(({ id }) => id !== revision.id);
  const missing =
    current && current.id !== revision.id && !others.some(({ id }) => id === current.id);
  await writeJson(store, revisionsKey, [revision, ...(missing ? [current] : []), ...others]);
};
