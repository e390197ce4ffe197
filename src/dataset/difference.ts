/** What a dataset adds to, changes in and removes from the revision that is served. */
import { type CollectionName, vocabularyNames } from './fields.js';
import type { RevisionReader } from './reader.js';
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
const mostIds = 100;

/**
 * Costs a read for each bucket of ids, for each segment with takeaways that are in both, and for each
 * vocabulary.
 *
 * @param reader the revision that is served
 * @param dataset what is to replace it
 */
export const differenceFrom = async (
  reader: RevisionReader,
  dataset: Dataset,
): Promise<Difference> => {
  const vocabularies = await Promise.all(
    vocabularyNames.map(async (name) => {
      const before = (await reader.vocabulary(name)).map(({ count, ...record }) => record);
      return [name, compare(textsById(before), textsById(dataset[name]))] as const;
    }),
  );
  return {
    takeaways: await compareTakeaways(reader, textsById(dataset.takeaways)),
    ...(Object.fromEntries(vocabularies) as Omit<Difference, 'takeaways'>),
  };
};

/** The served takeaways may be many more than memory holds: they are read a bucket of ids at a time. */
const compareTakeaways = async (
  reader: RevisionReader,
  after: ReadonlyMap<string, string>,
): Promise<Changes> => {
  const added = new Map(after);
  const [changed, removed] = [createIds(), createIds()];
  for (let bucket = 0; bucket < reader.revision.layout.idBuckets; bucket++) {
    const ordinals = [...(await reader.ordinalsIn(bucket))];
    const kept = ordinals.filter(([id]) => added.delete(id));
    const records = await reader.records(kept.map(([, ordinal]) => ordinal));
    kept.forEach(([id], index) => {
      if (records[index] !== after.get(id)) changed.add(id);
    });
    for (const [id] of ordinals) if (!after.has(id)) removed.add(id);
  }
  const ids = createIds();
  for (const id of added.keys()) ids.add(id);
  return { added: ids.list(), changed: changed.list(), removed: removed.list() };
};

const compare = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Changes => {
  const [added, changed, removed] = [createIds(), createIds(), createIds()];
  for (const [id, text] of after) {
    if (!before.has(id)) added.add(id);
    else if (before.get(id) !== text) changed.add(id);
  }
  for (const id of before.keys()) if (!after.has(id)) removed.add(id);
  return { added: added.list(), changed: changed.list(), removed: removed.list() };
};

/** Records compare as the text they are stored as. */
const textsById = (records: readonly { readonly id: string }[]): Map<string, string> =>
  new Map(records.map((record) => [record.id, JSON.stringify(record)]));

const createIds = () => {
  let count = 0;
  const ids: string[] = [];
  return {
    add: (id: string) => {
      count++;
      if (ids.length < mostIds) ids.push(id);
    },
    list: (): Ids => ({ count, ids }),
  };
};
