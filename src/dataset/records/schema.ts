/** The zod schemas of the dataset: the single source for validation, types and documentation. */
import * as z from 'zod/mini';
import { findingsSchema, ruleSchema, verdictSchema } from './measurement.js';
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
});

export const technologySchema = z.strictObject({
  id: slugSchema,
  name: text(1, 60),
  description: text(10, 160),
  homepage: webAddress,
  kind: z.enum(['project', 'standard', 'company', 'product', 'working-group']),
  /** Other names that people search for. */
  aliases: z.array(text(1, 60)),
  /** The CNCF maturity level that a source reports, at the time of that event. */
  cncf: z.optional(
    z.strictObject({
      level: z.enum(['sandbox', 'incubating', 'graduated', 'member-project']),
      event: slugSchema,
    }),
  ),
});

export const sourceSchema = z.strictObject({
  id: slugSchema,
  title: text(3, 160),
  authors: z.array(text(2, 60)),
  publisher: z.optional(text(2, 60)),
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
  /** How many deciding rules must fail to refute the claim. Supporting it takes all of them. */
  refuted_by: z.optional(z.enum(['any', 'every'])),
  /** The findings, by machine. */
  measurements: z.optional(z.array(findingsSchema).check(z.maxLength(100))),
  /** The verdict over all machines. */
  verdict: z.optional(verdictSchema),
});

export const takeawaySchema = z.strictObject({
  id: slugSchema,
  event: slugSchema,
  topic: slugSchema,
  title: text(10, 90),
  summary: text(60, 420),
  technologies: z.array(slugSchema).check(z.maxLength(30)),
  talk: z.optional(
    z.strictObject({
      title: text(3, 160),
      speakers: z
        .array(z.strictObject({ name: text(2, 60), organisation: z.optional(text(2, 80)) }))
        .check(z.maxLength(10)),
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
});

/** The record schema of each collection. */
export const recordSchemas = {
  takeaways: takeawaySchema,
  events: eventSchema,
  topics: topicSchema,
  technologies: technologySchema,
  sources: sourceSchema,
  claims: claimSchema,
} as const;

export type Takeaway = z.infer<typeof takeawaySchema>;
export type Event = z.infer<typeof eventSchema>;
export type Topic = z.infer<typeof topicSchema>;
export type Technology = z.infer<typeof technologySchema>;
export type Source = z.infer<typeof sourceSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type Dataset = z.infer<typeof datasetSchema>;
