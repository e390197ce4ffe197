/** The zod schemas of the dataset: the single source for validation, types and documentation. */
import * as z from 'zod/mini';
import {
  earlierVerdictSchema,
  findingsSchema,
  judgementSchema,
  ruleSchema,
  verdictSchema,
} from './measurement.js';
import { slugSchema, text, webAddress } from './scalars.js';

const date = z.iso.date();

export const eventSchema = z.strictObject({
  id: slugSchema,
  name: text(3, 80),
  year: z.int().check(z.gte(2000), z.lte(2100)),
  city: text(2, 40),
  country: text(2, 40),
  start: date,
  end: date,
  homepage: webAddress,
  description: text(20, 400),
});

export const topicSchema = z.strictObject({
  id: slugSchema,
  name: text(2, 60),
  description: text(20, 300),
  /** Ids of topics merged into this one. They still answer, as ids and as filter values. */
  former_ids: z.optional(z.array(slugSchema).check(z.maxLength(10))),
});

/** The maturity levels of CNCF projects. */
export const cncfLevels = ['sandbox', 'incubating', 'graduated', 'archived'] as const;

export const technologySchema = z.strictObject({
  id: slugSchema,
  name: text(1, 60),
  description: text(10, 160),
  homepage: webAddress,
  kind: z.enum([
    'project',
    'standard',
    'company',
    'product',
    'working-group',
    'api',
    'document',
    'law',
    'licence',
    'process',
    'service',
  ]),
  /** Other names that people search for. */
  aliases: z.array(text(1, 60)),
  /** Words that find it without being its names: typos of the sources, parts, commands. */
  search_terms: z.optional(z.array(text(1, 60)).check(z.maxLength(10))),
  /** The CNCF maturity level at the time of an event; earlier datasets also knew `member-project`. */
  cncf: z.optional(
    z.strictObject({ level: z.enum([...cncfLevels, 'member-project']), event: slugSchema }),
  ),
  /** The CNCF maturity levels, oldest first: at the events, and today if it is another. */
  cncf_levels: z.optional(
    z
      .array(
        z.strictObject({
          level: z.enum(cncfLevels),
          /** When the project reached the level. */
          since: date,
          /** When it is known to have had it. */
          as_of: date,
          source: webAddress,
        }),
      )
      .check(z.minLength(1), z.maxLength(10)),
  ),
});

export const sourceSchema = z.strictObject({
  id: slugSchema,
  title: text(3, 160),
  authors: z.array(text(2, 60)),
  publisher: z.optional(text(2, 60)),
  /** A language tag (BCP 47). */
  language: z.optional(
    z.string().check(z.regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'is not a language tag')),
  ),
  /** Where it, or its final version, is published. */
  url: z.optional(webAddress),
  event: slugSchema,
  /** Null if the document has no reliable date. */
  published: z.nullable(date),
  status: z.enum(['published', 'draft']),
  description: text(20, 400),
  note: z.optional(text(10, 400)),
});

export const claimSchema = z.strictObject({
  id: slugSchema,
  statement: text(10, 300),
  metric: text(3, 80),
  unit: text(1, 40),
  takeaways: z.array(slugSchema).check(z.minLength(1)),
  measurement: text(20, 800),
  refutation: text(20, 500),
  /** The rules that decide the claim, written before measuring. */
  rules: z.optional(z.array(ruleSchema).check(z.minLength(1), z.maxLength(20))),
  /** Who says so, and in which takeaway. */
  said_by: z.optional(
    z
      .array(
        z.strictObject({
          name: text(2, 80),
          role: z.enum(['speaker', 'author']),
          takeaway: slugSchema,
        }),
      )
      .check(z.minLength(1), z.maxLength(10)),
  ),
  /** In earlier datasets, how many deciding rules had to fail to refute the claim. */
  refuted_by: z.optional(z.enum(['any', 'every'])),
  /** The findings, by machine. */
  measurements: z.optional(z.array(findingsSchema).check(z.maxLength(100))),
  /** The verdict over all machines. */
  verdict: z.optional(verdictSchema),
  /** The same with its condition, where contenders, kinds or baselines differ. */
  judgement: z.optional(judgementSchema),
  /** What earlier rules said, latest first. */
  earlier: z.optional(z.array(earlierVerdictSchema).check(z.maxLength(10))),
});

/** How many takeaways one refers to; its page reads them all. */
export const maxRelated = 12;

const speakerSchema = z.strictObject({
  id: z.optional(slugSchema),
  name: text(2, 60),
  /** At the time of the talk. */
  organisation: z.optional(text(2, 80)),
});

export const talkSchema = z.strictObject({
  id: slugSchema,
  title: text(3, 160),
  event: slugSchema,
  kind: z.enum(['talk', 'keynote', 'panel']),
  speakers: z.array(z.required(speakerSchema, { id: true })).check(z.maxLength(10)),
  /** Its entry in the schedule of the event. */
  schedule: z.optional(webAddress),
  recording: z.optional(webAddress),
  note: z.optional(text(10, 400)),
});

export const personSchema = z.strictObject({
  id: slugSchema,
  name: text(2, 60),
  note: z.optional(text(10, 400)),
});

export const takeawaySchema = z.strictObject({
  id: slugSchema,
  event: slugSchema,
  /** The first of its topics. */
  topic: slugSchema,
  title: text(10, 90),
  summary: text(60, 420),
  technologies: z.array(slugSchema).check(z.maxLength(30)),
  talk: z.optional(
    z.strictObject({
      id: z.optional(slugSchema),
      title: text(3, 160),
      speakers: z.array(speakerSchema).check(z.maxLength(10)),
    }),
  ),
  figures: z
    .array(
      z.strictObject({
        label: text(2, 80),
        value: z.number(),
        unit: text(1, 60),
        qualifier: z.optional(z.enum(['more than', 'about', 'up to', 'at least', 'less than'])),
      }),
    )
    .check(z.maxLength(20)),
  claims: z.array(slugSchema).check(z.maxLength(20)),
  source: z.strictObject({ id: slugSchema, section: text(2, 160) }),
  links: z.array(z.strictObject({ title: text(2, 120), url: webAddress })).check(z.maxLength(20)),
  /** A caveat about the source: vague, a draft, or contradicted by another. */
  note: z.optional(text(10, 400)),
  /** All of its topics, `topic` first; without them it has that one alone. */
  topics: z.optional(z.array(slugSchema).check(z.minLength(1), z.maxLength(10))),
  /** People whom it quotes or is about, besides the speakers of its talk. */
  people: z.optional(z.array(slugSchema).check(z.maxLength(10))),
  /** Takeaways that say the same, or the opposite, or tell of the same talk elsewhere. */
  related: z.optional(z.array(slugSchema).check(z.maxLength(maxRelated))),
});

/** The largest dataset for which the cost of a list page is guaranteed. */
export const maxTakeaways = 100_000;

export const datasetSchema = z.strictObject({
  takeaways: z.array(takeawaySchema).check(z.maxLength(maxTakeaways)),
  events: z.array(eventSchema),
  topics: z.array(topicSchema),
  technologies: z.array(technologySchema),
  sources: z.array(sourceSchema),
  claims: z.array(claimSchema),
  // Datasets from before these vocabularies are still valid.
  talks: z._default(z.array(talkSchema), []),
  people: z._default(z.array(personSchema), []),
});

/** The record schema of each collection. */
export const recordSchemas = {
  takeaways: takeawaySchema,
  events: eventSchema,
  topics: topicSchema,
  technologies: technologySchema,
  sources: sourceSchema,
  claims: claimSchema,
  talks: talkSchema,
  people: personSchema,
} as const;

export type Takeaway = z.infer<typeof takeawaySchema>;
export type Event = z.infer<typeof eventSchema>;
export type Topic = z.infer<typeof topicSchema>;
export type Technology = z.infer<typeof technologySchema>;
export type Source = z.infer<typeof sourceSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type Talk = z.infer<typeof talkSchema>;
export type Person = z.infer<typeof personSchema>;
export type Dataset = z.infer<typeof datasetSchema>;
