/** Whether each record is what src/dataset/records/schema.ts says; one that is not hides no other. */
import * as z from 'zod/mini';
import { pointerOf } from '../src/dataset/records/references.js';
import { recordSchemas } from '../src/dataset/records/schema.js';
import type { Collection, DataRecord } from './data-records.js';
import { aboutSchema } from './read-dataset.js';
import { errorAt, type ValidationError } from './validation-error.js';

const schemas: Readonly<Record<Collection, z.ZodMiniType>> = {
  about: aboutSchema,
  ...recordSchemas,
};

const remedies: Readonly<Record<string, string>> = {
  unrecognized_keys: 'Take it off, or allow it in src/dataset/records/schema.ts.',
  too_big: 'Shorten it.',
  too_small: 'Say more, or leave the record out.',
  invalid_type: 'Give it a value of that type.',
};

/** @returns an error for each value that its schema does not allow. */
export const checkSchemas = (records: readonly DataRecord[]): ValidationError[] => {
  // Without a locale zod/mini says no more than "Invalid input".
  const { localeError } = z.locales.en();
  return records.flatMap((record) => {
    const parsed = schemas[record.collection].safeParse(record.value, { error: localeError });
    return (parsed.error?.issues ?? []).map(({ code, path, message }) =>
      errorAt(
        record,
        pointerOf(path),
        message.replace(/\.$/, ''),
        remedies[code] ?? 'Correct it: src/dataset/records/schema.ts says what it may be.',
      ),
    );
  });
};
