/** Descriptors: the current revision, and those of stored revisions. */
import { decodeText, encodeText } from '../../encoding/utf8.js';
import type { KeyValueStore } from '../../store/store.js';
import { swap } from '../../store/swap.js';
import { currentKey, format, keyOf, type Revision, revisionSchema, suffixes } from './revision.js';

/** Thrown if the store holds data that this component cannot read. */
export class StoreUnreadable extends Error {
  override name = 'StoreUnreadable';
}

/** Thrown if others change the store faster than this component can. */
export class StoreContended extends Error {
  override name = 'StoreContended';
}

/** How often to try again where another writer was faster. One of them always succeeds. */
export const maxSwapAttempts = 100;

/** The key that names the current revision, as it was read. */
export interface Pointer {
  /** Undefined if the store is empty, or another version of the component wrote what it holds. */
  readonly revision: Revision | undefined;
  /** Its value; undefined if there is none. */
  readonly value: Uint8Array | undefined;
}

/** @returns the pointer. One read. */
export const readPointer = async (store: KeyValueStore): Promise<Pointer> => {
  const value = await store.get(currentKey);
  return { revision: value && currentIn(value), value };
};

/**
 * Components from before revisions had bases cannot read one that has: they find and serve its base in the
 * pointer, and ignore the member `successor`.
 */
interface PointerValue extends Revision {
  readonly successor?: Revision;
}

const currentIn = (value: Uint8Array): Revision | undefined => {
  const stored = parseJson(value) as Partial<PointerValue> | null | undefined;
  return descriptorOf(stored?.successor ?? stored);
};

/**
 * Makes a revision the current one, unless the pointer has moved since it was read.
 *
 * @returns whether it did
 */
export const movePointer = async (
  store: KeyValueStore,
  { value }: Pointer,
  revision: Revision,
): Promise<boolean> => {
  const base = revision.base && (await readDescriptor(store, revision.base.place));
  const stored = base ? { ...base, successor: revision } : revision;
  return swap(store, currentKey, value, encodeText(JSON.stringify(stored)));
};

/** @returns the current revision, or undefined if the store is empty. One read. */
export const readCurrent = async (store: KeyValueStore): Promise<Revision | undefined> => {
  const { revision, value } = await readPointer(store);
  if (value && !revision)
    throw new StoreUnreadable(`${currentKey} is not a descriptor of format ${format}`);
  return revision;
};

/**
 * @param place where the keys of the revision are: its id, unless the history says otherwise
 * @returns its descriptor, or undefined unless it is complete. One read, or two
 */
export const readDescriptor = async (
  store: KeyValueStore,
  place: string,
): Promise<Revision | undefined> => {
  const value =
    (await store.get(keyOf(place, suffixes.descriptor))) ??
    (await store.get(keyOf(place, suffixes.derived)));
  return value && descriptorOf(parseJson(value));
};

/** @returns the stored value as a descriptor, or undefined if it is none, or none of a known format. */
const descriptorOf = (stored: unknown): Revision | undefined =>
  isCurrentShape(stored) ? stored : revisionSchema.safeParse(stored).data;

/**
 * Whether this is a descriptor as this component writes it. Every request reads one, and the whole schema
 * takes the component's engine 0.3 ms: it is for what other versions wrote.
 */
export const isCurrentShape = (value: unknown): value is Revision => {
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
