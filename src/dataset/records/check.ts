/** Validates a dataset completely before any of it is stored. */
import en from 'zod/v4/locales/en.js';
import { type CollectionName, collectionNames, laterVocabularies } from './fields.js';
import { pointerOf, referenceFields, textsAt } from './references.js';
import { type Dataset, maxTakeaways, recordSchemas } from './schema.js';

/** One validation error in a dataset, and where it is: a JSON pointer (RFC 6901). */
export interface DatasetError {
  readonly pointer: string;
  readonly detail: string;
}

/** A valid dataset, or its validation errors. */
export type CheckedDataset =
  | { readonly dataset: Dataset; readonly errors?: never }
  | { readonly errors: readonly DatasetError[]; readonly dataset?: never };

/**
 * @param value parsed JSON, in the format of `GET /v1/dump`
 * @param maxErrors stops after this many errors, to bound the cost of hostile input
 * @returns the dataset, or errors in single records first, then duplicate ids and dangling references
 */
export const checkDataset = (value: unknown, maxErrors: number): CheckedDataset => {
  const errors: DatasetError[] = [];
  const checked: Record<CollectionName, unknown[]> = {
    takeaways: [],
    events: [],
    topics: [],
    technologies: [],
    sources: [],
    claims: [],
    talks: [],
    people: [],
  };
  for (const found of findErrors(value, checked)) {
    errors.push(found);
    if (errors.length === maxErrors) break;
  }
  // Without errors, every record in `checked` has passed the schema of its collection.
  return errors.length > 0 ? { errors } : { dataset: checked as unknown as Dataset };
};

/** A dataset from before a vocabulary existed has none of its records. */
const absent = (name: CollectionName): [] | undefined =>
  (laterVocabularies as readonly string[]).includes(name) ? [] : undefined;

type Collections = Readonly<Record<CollectionName, unknown[]>>;

function* findErrors(value: unknown, checked: Collections): Generator<DatasetError> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield {
      pointer: '',
      detail: `Expected an object with the members ${collectionNames.join(', ')}.`,
    };
    return;
  }
  const isCollection = (name: string): boolean =>
    (collectionNames as readonly string[]).includes(name);
  for (const name of Object.keys(value).filter((name) => !isCollection(name))) {
    yield {
      pointer: pointerOf([name.slice(0, 60)]),
      detail: `Unknown collection. Expected ${collectionNames.join(', ')}.`,
    };
  }
  const collections = collectionNames.map((name): [CollectionName, unknown] => [
    name,
    Object.hasOwn(value, name) ? Reflect.get(value, name) : absent(name),
  ]);
  const lists = collections.filter((entry): entry is [CollectionName, unknown[]] =>
    Array.isArray(entry[1]),
  );
  for (const [name, list] of collections) {
    if (!Array.isArray(list))
      yield { pointer: `/${name}`, detail: 'Expected an array of records.' };
    else if (name === 'takeaways' && list.length > maxTakeaways) {
      const detail = `Expected at most ${maxTakeaways} takeaways, got ${list.length}.`;
      yield { pointer: `/${name}`, detail };
    }
  }
  for (const [name, list] of lists) yield* findInvalid(name, list, checked[name]);
  const ids = new Map(lists.map(([name]) => [name, new Set<string>()]));
  for (const [name, list] of lists) yield* findRepeated(name, list, ids.get(name) ?? new Set());
  for (const [name, list] of lists) yield* findDangling(name, list, ids);
}

function* findInvalid(
  name: CollectionName,
  list: readonly unknown[],
  valid: unknown[],
): Generator<DatasetError> {
  // Without a locale, zod/mini reports only "Invalid input".
  const { localeError } = en();
  for (const [index, record] of list.entries()) {
    const parsed = recordSchemas[name].safeParse(record, { error: localeError });
    if (parsed.success) valid.push(parsed.data);
    for (const { path, message } of parsed.error?.issues ?? []) {
      yield { pointer: pointerOf([name, index, ...path]), detail: message };
    }
  }
}

/** Also collects all ids in `ids`. */
function* findRepeated(
  name: CollectionName,
  list: readonly unknown[],
  ids: Set<string>,
): Generator<DatasetError> {
  for (const [index, record] of list.entries()) {
    for (const [pointer, id] of textsAt(record, '/id')) {
      if (ids.has(id)) {
        const detail = `Another record has the id "${id.slice(0, 60)}".`;
        yield { pointer: `/${name}/${index}${pointer}`, detail };
      }
      ids.add(id);
    }
  }
}

function* findDangling(
  name: CollectionName,
  list: readonly unknown[],
  ids: ReadonlyMap<CollectionName, ReadonlySet<string>>,
): Generator<DatasetError> {
  const fields = referenceFields.filter(([from]) => from === name);
  for (const [index, record] of list.entries()) {
    for (const [, pattern, to] of fields) {
      for (const [pointer, id] of textsAt(record, pattern)) {
        if (ids.get(to)?.has(id) ?? true) continue;
        const detail = `No record of ${to} has the id "${id.slice(0, 60)}".`;
        yield { pointer: `/${name}/${index}${pointer}`, detail };
      }
    }
  }
}
