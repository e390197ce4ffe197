/** The revision to serve, which an empty store is given first. */
import type { Log } from '../../log.js';
import type { KeyValueStore } from '../../store/store.js';
import { readCurrent } from './descriptors.js';
import { publish } from './publish.js';
import type { BundledDataset, Revision } from './revision.js';

/** What it takes to serve a store that may be empty. */
export interface Seed {
  readonly store: KeyValueStore;
  /** The dataset that the component carries. */
  readonly bundled: BundledDataset;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * The revision to serve. A store that is empty, or holds an older bundled dataset, is given the
 * bundled one first; where that fails, the older one is still whole and serves. One read where it is
 * neither.
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
