/** The shapes of the service's bodies, as a client may rely on them within v1. */
import * as z from 'zod/mini';
import { vocabularyNames } from '../../src/dataset/fields.js';
import {
  claimSchema,
  datasetSchema,
  eventSchema,
  sourceSchema,
  takeawaySchema,
  technologySchema,
  topicSchema,
} from '../../src/dataset/schema.js';

const revisionId = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const link = z.nullable(z.string().check(z.startsWith('/v1/')));

/** A page of a list. */
export const pageOf = <Item>(item: z.ZodMiniType<Item>) =>
  z.strictObject({
    data: z.array(item),
    page: z.strictObject({ total: z.int(), limit: z.int(), next: link, prev: link }),
    revision: revisionId,
  });

export const takeawayPage = pageOf(takeawaySchema);
/** A page of takeaways of which only some members were asked for. */
export const partialTakeawayPage = pageOf(z.partial(takeawaySchema));

const count = { count: z.int().check(z.gte(0)) };

/** What each vocabulary answers with: its records, each with the number of takeaways that use it. */
export const vocabularyItems = {
  events: z.extend(eventSchema, count),
  topics: z.extend(topicSchema, count),
  technologies: z.extend(technologySchema, count),
  sources: z.extend(sourceSchema, count),
  claims: z.extend(claimSchema, count),
} as const;

/** A page of any vocabulary, as far as all have the same. */
export const vocabularyPage = pageOf(z.looseObject({ id: z.string(), ...count }));

export const metaBody = z.strictObject({
  revision: revisionId,
  origin: z.enum(['bundled', 'operator']),
  dataset_version: z.int(),
  published_at: z.iso.datetime(),
  counts: z.strictObject(
    Object.fromEntries(
      (['takeaways', ...vocabularyNames] as const).map((name) => [name, z.int()]),
    ) as Record<'takeaways' | (typeof vocabularyNames)[number], z.ZodMiniInt>,
  ),
  component_version: z.string(),
});

export const indexBody = z.looseObject({ links: z.record(z.string(), z.string()) });

export { datasetSchema as dumpBody, takeawaySchema as takeawayBody };
