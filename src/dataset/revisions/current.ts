/** The current revision; seeds an empty store. */
import type { Log } from '../../log.js';
import type { KeyValueStore } from '../../store/store.js';
import { parseJson, readDescriptor, readPointer, StoreUnreadable } from './descriptors.js';
import { readHistory } from './history.js';
import { publish, storeRevision } from './publish.js';
import { type BundledDataset, currentKey, format, placeOf, type Revision } from './revision.js';

/** A store that may be empty, and what to seed it with. */
export interface Seed {
  readonly store: KeyValueStore;
  /** The dataset bundled in the component. */
  readonly bundled: BundledDataset;
  readonly now: () => Date;
  readonly log: Log;
  /**
   * Whether to try now to replace an older bundled dataset; by default always. A store that refuses writes
   * would otherwise be asked by every reader.
   */
  readonly mayReseed?: () => boolean;
  /** Called when that has failed. */
  readonly reseedFailed?: () => void;
}

/**
 * Costs one read, unless the store is empty or holds an older bundled dataset: then it publishes the bundled
 * one first. If that fails, the older dataset is still complete and stays current.
 *
 * @returns the current revision
 */
export const ensureCurrent = async (seed: Seed): Promise<Revision> => {
  const { store, bundled, log, mayReseed = () => true } = seed;
  const { revision: current, value } = await readPointer(store);
  if (value && !current) return readOtherwise(seed, value);
  const outdated = current?.origin === 'bundled' && current.version < bundled.version;
  if (current && !(outdated && mayReseed())) return current;
  const { version } = bundled;
  try {
    return await seedWith(seed);
  } catch (error) {
    if (!current) throw error;
    log('error', 'could not publish the bundled dataset', { version, message: String(error) });
    seed.reseedFailed?.();
    return current;
  }
};

const seedWith = async ({ store, bundled, now, log }: Seed): Promise<Revision> => {
  const { version } = bundled;
  const published = await publish(store, {
    content: bundled,
    origin: 'bundled',
    version,
    now: now(),
  });
  log('info', 'published the bundled dataset', { revision: published.id, version });
  return published;
};

/**
 * What to serve where another version of the component wrote the pointer in a format of its own: the latest
 * complete revision that this one can read, or else its own dataset, without moving the pointer.
 *
 * @throws StoreUnreadable if the pointer is no descriptor of any format
 */
const readOtherwise = async (
  { store, bundled, now }: Seed,
  pointer: Uint8Array,
): Promise<Revision> => {
  const stored = parseJson(pointer) as { readonly format?: unknown } | null | undefined;
  if (typeof stored?.format !== 'number' || stored.format === format)
    throw new StoreUnreadable(`${currentKey} is not a descriptor.`);
  for (const entry of await readHistory(store)) {
    const revision = entry.removing ? undefined : await readDescriptor(store, placeOf(entry));
    if (revision) return revision;
  }
  const { version } = bundled;
  return storeRevision(store, { content: bundled, origin: 'bundled', version, now: now() });
};
