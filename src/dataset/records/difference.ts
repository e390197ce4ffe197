/** What a dataset adds to, changes in and removes from the revision that is served. */

import type { RevisionReader } from '../revisions/reader.js';
import { type CollectionName, vocabularyNames } from './fields.js';
import type { Dataset } from './schema.js';

/** The ids in one list of a difference; the count is exact also where only the first are listed. */
export interface Ids {
  readonly count: number;
  readonly ids: readonly string[];
}

/** What becomes of one collection. */
export interface Changes {
  readonly added: Ids;
  readonly changed: Ids;
  readonly removed: Ids;
}

export type Difference = Readonly<Record<CollectionName, Changes>>;

/** Ids listed at most; there may be 100,000. */
const maxIds = 100;

/** The comparison of one collection, which takes its earlier records one by one. */
export interface Comparison {
  /** @returns whether the later records have this id. */
  has(id: string): boolean;
  /** Takes an earlier record: as the text that it is stored as, for as such records compare. */
  take(id: string, text: string): void;
  /** @returns what has changed, once every earlier record has been taken. */
  changes(): Changes;
}

/** @param records the later ones, of one collection */
export const compareWith = (records: readonly { readonly id: string }[]): Comparison => {
  const later = new Map(records.map((record) => [record.id, JSON.stringify(record)]));
  const added = new Set(later.keys());
  const changed: string[] = [];
  const removed: string[] = [];
  return {
    has: (id) => later.has(id),
    take: (id, text) => {
      added.delete(id);
      if (!later.has(id)) removed.push(id);
      else if (later.get(id) !== text) changed.push(id);
    },
    changes: () => ({
      added: listed([...added]),
      changed: listed(changed),
      removed: listed(removed),
    }),
  };
};

const listed = (ids: readonly string[]): Ids => ({
  count: ids.length,
  ids: ids.slice(0, maxIds),
});

/**
 * Costs a read for each bucket of ids, for each segment with takeaways that are in both, and for each
 * vocabulary. Of the served takeaways, memory holds a bucket's at a time.
 *
 * @param reader the revision that is served
 * @param dataset what is to replace it
 */
export const differenceFrom = async (
  reader: RevisionReader,
  dataset: Dataset,
): Promise<Difference> => {
  const takeaways = compareWith(dataset.takeaways);
  for (let bucket = 0; bucket < reader.revision.layout.idBuckets; bucket++) {
    const served = [...(await reader.ordinalsIn(bucket))];
    const kept = served.filter(([id]) => takeaways.has(id));
    const records = await reader.records(kept.map(([, ordinal]) => ordinal));
    kept.forEach(([id], index) => {
      takeaways.take(id, records[index] ?? '');
    });
    for (const [id] of served) if (!takeaways.has(id)) takeaways.take(id, '');
  }
  const changes: [CollectionName, Changes][] = [['takeaways', takeaways.changes()]];
  for (const name of vocabularyNames) {
    const comparison = compareWith(dataset[name]);
    for (const { count, ...record } of await reader.vocabulary(name)) {
      comparison.take(record.id, JSON.stringify(record));
    }
    changes.push([name, comparison.changes()]);
  }
  return Object.fromEntries(changes) as Difference;
};
