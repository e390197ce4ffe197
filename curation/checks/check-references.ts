/** Checks that ids are unique, that every referenced id exists, and that every vocabulary record is used. */
import { closest, distance } from 'fastest-levenshtein';
import { vocabularyNames } from '../../src/dataset/records/fields.js';
import { referenceFields } from '../../src/dataset/records/references.js';
import { type Collection, type DataRecord, fileOf, textAt, textsAt } from '../data-records.js';
import { errorAt, type ValidationError } from '../validation-error.js';

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

const qualifiedId = (collection: Collection, id: string): string => `${collection}/${id}`;

/** @returns the errors in ids and in references between records. */
export const checkReferences = (records: readonly DataRecord[]): ValidationError[] => {
  const references = referencesOf(records);
  return [
    ...repeatedIdErrors(records),
    ...misplacedTakeawayErrors(records),
    ...danglingErrors(records, references),
    ...oneSidedErrors(references),
    ...circularErrors(references),
    ...unusedErrors(records, references),
  ];
};

const repeatedIdErrors = (records: readonly DataRecord[]): ValidationError[] => {
  const first = new Map<string, DataRecord>();
  return records.flatMap((record) => {
    const name = qualifiedId(record.collection, record.id);
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, record);
    return earlier
      ? errorAt(
          record,
          '/id',
          `${earlier.file} already has a record with this id`,
          'Change one of the ids.',
        )
      : [];
  });
};

const misplacedTakeawayErrors = (records: readonly DataRecord[]): ValidationError[] =>
  inCollection(records, 'takeaways').flatMap((record) => {
    const event = textAt(record, '/event');
    const file = `takeaways/${event}.json`;
    return event === undefined || file === record.file
      ? []
      : errorAt(record, '/event', `takeaways of this event belong in ${file}`, 'Move it there.');
  });

/** Ids by collection: to join the names of both takes long for a million references. */
class Ids {
  private readonly byCollection = new Map<Collection, Set<string>>();

  add(collection: Collection, id: string): void {
    const ids = this.byCollection.get(collection) ?? new Set();
    this.byCollection.set(collection, ids.add(id));
  }

  has(collection: Collection, id: string): boolean {
    return this.byCollection.get(collection)?.has(id) ?? false;
  }
}

const danglingErrors = (
  records: readonly DataRecord[],
  references: readonly Reference[],
): ValidationError[] => {
  const ids = new Ids();
  for (const { collection, id } of records) ids.add(collection, id);
  return references
    .filter(({ to, id }) => !ids.has(to, id))
    .map(({ from, field, to, id }) => {
      const near = nearest(
        id,
        inCollection(records, to).map((record) => record.id),
      );
      const remedy = `Add it to ${fileOf(to)}, or use an id from there${near && `, such as "${near}"`}.`;
      return errorAt(from, field, `"${id}" is not one of the ${to}`, remedy);
    });
};

const maxTypos = 3;
const nearest = (id: string, ids: readonly string[]): string => {
  const near = ids.length > 0 ? closest(id, ids) : '';
  return distance(id, near) <= maxTypos ? near : '';
};

/** References that must go both ways: between takeaways and claims, and between related takeaways. */
const isMutual = (from: Collection, to: Collection): boolean =>
  [from, to].every((collection) => collection === 'takeaways' || collection === 'claims');

const oneSidedErrors = (references: readonly Reference[]): ValidationError[] => {
  const mutual = references.filter(({ from, to }) => isMutual(from.collection, to));
  const pairs = new Set(
    mutual.map(
      ({ from, to, id }) => `${qualifiedId(to, id)} ${qualifiedId(from.collection, from.id)}`,
    ),
  );
  return mutual
    .filter(
      ({ from, to, id }) =>
        !pairs.has(`${qualifiedId(from.collection, from.id)} ${qualifiedId(to, id)}`),
    )
    .map(({ from, field, to, id }) => {
      const list = from.collection === to ? 'related' : from.collection;
      return errorAt(
        from,
        field,
        `"${id}" in ${to} does not refer back to "${from.id}"`,
        `Add it to the ${list} of "${id}", or remove "${id}" here.`,
      );
    });
};

const circularErrors = (references: readonly Reference[]): ValidationError[] =>
  references
    .filter(({ from, to, id }) => from.collection === to && from.id === id)
    .map(({ from, field }) => errorAt(from, field, 'it refers to itself', 'Remove it.'));

const unusedErrors = (
  records: readonly DataRecord[],
  references: readonly Reference[],
): ValidationError[] => {
  const used = new Ids();
  for (const { to, id } of references) used.add(to, id);
  return vocabularyNames.flatMap((name) =>
    inCollection(records, name)
      .filter(({ id }) => !used.has(name, id))
      .map((record) =>
        errorAt(record, '', 'nothing refers to it', 'Remove it, or use it in a takeaway.'),
      ),
  );
};
