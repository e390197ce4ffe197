/** Compares a dataset with the current revision: what it adds, changes and removes. */

import type { RevisionReader } from '../revisions/reader.js';
import { type CollectionName, vocabularyNames } from './fields.js';
import type { Dataset } from './schema.js';

/** A list of ids, possibly cut; `count` is always exact. */
export interface Ids {
  readonly count: number;
  readonly ids: readonly string[];
}

/** The changes in one collection. */
export interface Changes {
  readonly added: Ids;
  readonly changed: Ids;
  readonly removed: Ids;
}

export type Difference = Readonly<Record<CollectionName, Changes>>;

/** How many ids a list names; there may be 100,000. */
const maxIds = 100;

/** Compares one collection with its earlier records, which are added one by one. */
export interface Comparison {
  /** @returns whether the later records have this id. */
  has(id: string): boolean;
  /** Adds an earlier record, as its stored text. */
  take(id: string, text: string): void;
  /** @returns the changes, after all earlier records have been added. */
  changes(): Changes;
}

/** @param records the later records of one collection */
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
 * Costs one read per id bucket, per segment with takeaways in both revisions, and per vocabulary. Memory
 * holds the stored takeaways of one bucket at a time.
 *
 * @param reader the current revision
 * @param dataset the dataset to replace it
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
