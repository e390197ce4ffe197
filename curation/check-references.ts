/** Whether ids are unique, every id used exists, and every record of a vocabulary is used. */
import { closest, distance } from 'fastest-levenshtein';
import { vocabularyNames } from '../src/dataset/records/fields.js';
import { referenceFields } from '../src/dataset/records/references.js';
import { type Collection, type DataRecord, fileOf, textAt, textsAt } from './data-records.js';
import { type Fault, faultAt } from './validation-error.js';

interface Reference {
  readonly from: DataRecord;
  readonly field: string;
  readonly to: Collection;
  readonly id: string;
}

const referencesOf = (records: readonly DataRecord[]): Reference[] =>
  referenceFields.flatMap(([collection, pattern, to]) =>
    inCollection(records, collection).flatMap((from) =>
      textsAt(from, pattern).map(([field, id]) => ({ from, field, to, id })),
    ),
  );

const inCollection = (records: readonly DataRecord[], collection: Collection) =>
  records.filter((record) => record.collection === collection);

const nameOf = (collection: Collection, id: string): string => `${collection}/${id}`;

/** @returns the faults of ids and of the references between records. */
export const checkReferences = (records: readonly DataRecord[]): Fault[] => {
  const references = referencesOf(records);
  return [
    ...repeatedIds(records),
    ...misplacedTakeaways(records),
    ...dangling(records, references),
    ...oneSided(references),
    ...unused(records, references),
  ];
};

const repeatedIds = (records: readonly DataRecord[]): Fault[] => {
  const first = new Map<string, DataRecord>();
  return records.flatMap((record) => {
    const name = nameOf(record.collection, record.id);
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, record);
    return earlier
      ? faultAt(
          record,
          '/id',
          `${earlier.file} has a record of this id already`,
          'Give one another id.',
        )
      : [];
  });
};

const misplacedTakeaways = (records: readonly DataRecord[]): Fault[] =>
  inCollection(records, 'takeaways').flatMap((record) => {
    const event = textAt(record, '/event');
    const file = `takeaways/${event}.json`;
    return event === undefined || file === record.file
      ? []
      : faultAt(record, '/event', `takeaways of this event are in ${file}`, 'Move it there.');
  });

const dangling = (records: readonly DataRecord[], references: readonly Reference[]): Fault[] => {
  const names = new Set(records.map(({ collection, id }) => nameOf(collection, id)));
  return references
    .filter(({ to, id }) => !names.has(nameOf(to, id)))
    .map(({ from, field, to, id }) => {
      const near = nearest(
        id,
        inCollection(records, to).map((record) => record.id),
      );
      const remedy = `Add it to ${fileOf(to)}, or use an id from there${near && `, such as "${near}"`}.`;
      return faultAt(from, field, `there is no "${id}" among the ${to}`, remedy);
    });
};

const mostTypos = 3;
const nearest = (id: string, ids: readonly string[]): string => {
  const near = ids.length > 0 ? closest(id, ids) : '';
  return distance(id, near) <= mostTypos ? near : '';
};

/** A takeaway names the claims that it supports, and a claim the takeaways that it comes from. */
const oneSided = (references: readonly Reference[]): Fault[] => {
  const pairs = new Set(references.map(({ from, to, id }) => `${nameOf(to, id)} ${from.id}`));
  const backOf: Partial<Record<Collection, Collection>> = {
    takeaways: 'claims',
    claims: 'takeaways',
  };
  return references
    .filter(
      ({ from, to, id }) =>
        backOf[from.collection] === to && !pairs.has(`${nameOf(from.collection, from.id)} ${id}`),
    )
    .map(({ from, field, to, id }) =>
      faultAt(
        from,
        field,
        `"${id}" of the ${to} does not name "${from.id}" in turn`,
        `Add it to the ${from.collection} of "${id}", or take "${id}" off here.`,
      ),
    );
};

const unused = (records: readonly DataRecord[], references: readonly Reference[]): Fault[] => {
  const used = new Set(references.map(({ to, id }) => nameOf(to, id)));
  return vocabularyNames.flatMap((name) =>
    inCollection(records, name)
      .filter(({ id }) => !used.has(nameOf(name, id)))
      .map((record) =>
        faultAt(record, '', 'nothing refers to it', 'Take it off, or use it in a takeaway.'),
      ),
  );
};
