/** Checks each record by its schema in src/dataset/records/schema.ts. */
import * as z from 'zod/mini';
import { pointerOf } from '../../src/dataset/records/references.js';
import { recordSchemas } from '../../src/dataset/records/schema.js';
import type { Collection, DataRecord } from '../data-records.js';
import { parseRecord } from '../parsed-records.js';
import { aboutSchema } from '../read-dataset.js';
import { errorAt, type ValidationError } from '../validation-error.js';

const schemas: Readonly<Record<Collection, z.ZodMiniType>> = {
  about: aboutSchema,
  ...recordSchemas,
};

const remedies: Readonly<Record<string, string>> = {
  unrecognized_keys: 'Remove it, or allow it in src/dataset/records/schema.ts.',
  too_big: 'Shorten it.',
  too_small: 'Add to it, or remove the record.',
  invalid_type: 'Use a value of that type.',
};

/** @returns an error for each invalid value. */
export const checkSchemas = (records: readonly DataRecord[]): ValidationError[] => {
  // Without a locale, zod/mini only says "Invalid input".
  const { localeError } = z.locales.en();
  return records.flatMap((record) => {
    const { collection, value } = record;
    if (collection !== 'about' && parseRecord(collection, value)) return [];
    const parsed = schemas[collection].safeParse(value, { error: localeError });
    return (parsed.error?.issues ?? []).map(({ code, path, message }) =>
      errorAt(
        record,
        pointerOf(path),
        message.replace(/\.$/, ''),
        remedies[code] ?? 'Correct it; src/dataset/records/schema.ts defines what is valid.',
      ),
    );
  });
};
