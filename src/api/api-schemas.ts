/**
 * The zod schemas of the API's requests and responses, by name. They are the source of the OpenAPI document
 * and of the tests. Inside the component, import only their types: it does not need the schemas.
 */
import * as z from 'zod/mini';
import { findingsSchema, ruleSchema } from '../dataset/records/measurement.js';
import {
  claimSchema,
  datasetSchema,
  eventSchema,
  personSchema,
  sourceSchema,
  takeawaySchema,
  talkSchema,
  technologySchema,
  topicSchema,
} from '../dataset/records/schema.js';
import { revisionSchema } from '../dataset/revisions/revision.js';

const revisionId = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const count = z.int().check(z.gte(0));

/** The number of takeaways that refer to a vocabulary record. */
const counted = { count };

const Event = z.extend(eventSchema, counted);
const Topic = z.extend(topicSchema, counted);
const Technology = z.extend(technologySchema, counted);
const Source = z.extend(sourceSchema, counted);
const Claim = z.extend(claimSchema, counted);
const Talk = z.extend(talkSchema, counted);
const Person = z.extend(personSchema, counted);

const listPageOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.strictObject({
    data: z.array(item),
    page: z.strictObject({
      total: count,
      limit: z.int().check(z.gte(1), z.lte(100)),
      next: z.nullable(z.string()),
      prev: z.nullable(z.string()),
    }),
    revision: revisionId,
  });

const counts = z.strictObject(revisionSchema.shape.counts.shape);

const ids = z.strictObject({ count, ids: z.array(z.string()).check(z.maxLength(100)) });
const Changes = z.strictObject({ added: ids, changed: ids, removed: ids });

const keptRevision = z.strictObject({
  revision: revisionId,
  state: z.enum(['current', 'whole', 'incomplete']),
  origin: z.enum(['bundled', 'operator']),
  dataset_version: count,
  published_at: z.iso.datetime(),
  counts,
});

export const schemas = {
  Takeaway: takeawaySchema,
  // With `fields`, a takeaway has only those members.
  TakeawayPage: listPageOf(z.partial(takeawaySchema)),
  Event,
  EventPage: listPageOf(Event),
  Topic,
  TopicPage: listPageOf(Topic),
  Technology,
  TechnologyPage: listPageOf(Technology),
  Source,
  SourcePage: listPageOf(Source),
  Claim,
  Rule: ruleSchema,
  Measurement: findingsSchema,
  ClaimPage: listPageOf(Claim),
  Talk,
  TalkPage: listPageOf(Talk),
  Person,
  PersonPage: listPageOf(Person),
  Dataset: datasetSchema,
  Meta: z.strictObject({
    revision: revisionId,
    origin: z.enum(['bundled', 'operator']),
    dataset_version: count,
    published_at: z.iso.datetime(),
    counts,
    component_version: z.string(),
  }),
  Changes,
  Publication: z.strictObject({
    revision: revisionId,
    published: z.boolean(),
    difference: z.strictObject({
      takeaways: Changes,
      events: Changes,
      topics: Changes,
      technologies: Changes,
      sources: Changes,
      claims: Changes,
      talks: Changes,
      people: Changes,
    }),
  }),
  Revision: keptRevision,
  Revisions: z.strictObject({ current: revisionId, data: z.array(keptRevision) }),
  ManifestRoot: z.strictObject({
    counts,
    layout: z.strictObject({
      recordsPerSegment: count,
      segments: count,
      shards: count,
      idBuckets: count,
    }),
    pages: z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
    base: z.optional(revisionId),
  }),
  Upload: z.strictObject({
    revision: revisionId,
    complete: z.boolean(),
    missing: z.array(count),
    shared: z.optional(z.boolean()),
  }),
  Health: z.strictObject({ status: z.literal('ok') }),
  Readiness: z.strictObject({ status: z.literal('ready'), revision: revisionId }),
  Index: z.strictObject({
    name: z.string(),
    description: z.string(),
    version: z.string(),
    links: z.record(z.string(), z.string()),
  }),
  Problem: z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int().check(z.gte(400), z.lte(599)),
    detail: z.string(),
    errors: z.optional(
      z.array(
        z.strictObject({
          parameter: z.optional(z.string()),
          pointer: z.optional(z.string()),
          detail: z.string(),
        }),
      ),
    ),
  }),
} as const;

export type SchemaName = keyof typeof schemas;
