/** Records by the schemas in src/dataset/records/schema.ts, each of which is parsed once. */
import type * as z from 'zod/mini';
import type { CollectionName } from '../src/dataset/records/fields.js';
import { recordSchemas } from '../src/dataset/records/schema.js';

type Parsed<Name extends CollectionName> = z.infer<(typeof recordSchemas)[Name]>;

/** By collection and record. Several checks want the same, and a large dataset takes a second to parse. */
const kept = new Map<CollectionName, WeakMap<object, { readonly data: unknown }>>();

/** @returns a record as its schema has it, the members in order; undefined if it is not valid. */
export const parseRecord = <Name extends CollectionName>(
  collection: Name,
  value: unknown,
): Parsed<Name> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const ofCollection = kept.get(collection) ?? new WeakMap<object, { readonly data: unknown }>();
  kept.set(collection, ofCollection);
  const parsed = ofCollection.get(value) ?? {
    data: recordSchemas[collection].safeParse(value).data,
  };
  ofCollection.set(value, parsed);
  return parsed.data as Parsed<Name> | undefined;
};
