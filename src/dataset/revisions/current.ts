/** The current revision; seeds an empty store. */
import type { Log } from '../../log.js';
import type { KeyValueStore } from '../../store/store.js';
import { readCurrent } from './descriptors.js';
import { publish } from './publish.js';
import type { BundledDataset, Revision } from './revision.js';

/** A store that may be empty, and what to seed it with. */
export interface Seed {
  readonly store: KeyValueStore;
  /** The dataset bundled in the component. */
  readonly bundled: BundledDataset;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Costs one read, unless the store is empty or holds an older bundled dataset: then it publishes the bundled
 * one first. If that fails, the older dataset is still complete and stays current.
 *
 * @returns the current revision
 */
export const ensureCurrent = async ({ store, bundled, now, log }: Seed): Promise<Revision> => {
  const current = await readCurrent(store);
  const outdated = current?.origin === 'bundled' && current.version < bundled.version;
  if (current && !outdated) return current;
  const { version } = bundled;
  try {
    const published = await publish(store, {
      content: bundled,
      origin: 'bundled',
      version,
      now: now(),
    });
    log('info', 'published the bundled dataset', { revision: published.id, version });
    return published;
  } catch (error) {
    if (!current) throw error;
    log('error', 'could not publish the bundled dataset', { version, message: String(error) });
    return current;
  }
};
