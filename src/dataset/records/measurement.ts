/**
 * The measurements of a claim, as zod schemas: the rules, written before measuring, and the findings on each
 * machine. curation/verdicts/ computes the findings from recorded runs.
 */
import * as z from 'zod/mini';
import { slugSchema, text } from './scalars.js';

/** Distinguishes the series of a measurement: `{ "cache": "warm" }`. */
export const conditionsSchema = z.record(slugSchema, z.union([text(1, 40), z.number()]));

/** How to reduce the samples of a series to one number. */
const statisticSchema = z.enum([
  'median',
  /** The slope of a least-squares line through them, over the number of apps. */
  'slope',
  /** The share of contenders that passed the same test. */
  'share-passed',
]);

export const ruleSchema = z.strictObject({
  id: slugSchema,
  /** What is compared, in words. */
  label: text(3, 100),
  measurement: slugSchema,
  conditions: conditionsSchema,
  statistic: statisticSchema,
  /** The contender to judge; a share is of all contenders. */
  of: z.optional(slugSchema),
  /** For ratios, the contender to divide by. */
  per: z.optional(slugSchema),
  unit: text(1, 40),
  /** What the claim predicts, relative to the threshold. */
  expected: z.enum(['less than', 'at most', 'at least', 'more than']),
  threshold: z.number(),
  /** With fewer samples in any series, the rule is undecided. */
  minimum_samples: z.int().check(z.gte(1), z.lte(10_000)),
  /** Whether the rule counts towards the verdict; others are for information. */
  decides: z.boolean(),
  /** Why this measurement, and why this threshold. */
  reason: text(20, 500),
});

/** Undecided means that the spread of the samples allows both. */
const outcomeSchema = z.enum(['supported', 'refuted', 'undecided']);

export const verdictSchema = z.strictObject({
  outcome: outcomeSchema,
  /** The reasons, in sentences generated from the numbers. */
  text: text(1, 1000),
});

const amount = z.strictObject({
  value: z.number(),
  /** The ends of the 95% bootstrap interval. */
  low: z.number(),
  high: z.number(),
});

/** The result of one contender in a measurement. */
const contenderSchema = z.strictObject({
  id: slugSchema,
  name: text(1, 80),
  ...amount.shape,
  unit: text(1, 40),
  samples: z.int().check(z.gte(1)),
});

/** The result of one rule on one machine. */
const findingSchema = z.strictObject({
  rule: slugSchema,
  /** The run that measured it, if any. */
  run: z.optional(slugSchema),
  outcome: outcomeSchema,
  text: text(1, 500),
  /** The number to compare with the threshold, if there is one. */
  result: z.optional(amount),
  contenders: z.array(contenderSchema).check(z.maxLength(40)),
});

/** The properties of a machine that influence measurements. */
export const machineSchema = z.strictObject({
  id: slugSchema,
  cpu: text(1, 120),
  architecture: text(1, 40),
  cores: z.int().check(z.gte(1)),
  memory_mib: z.int().check(z.gte(1)),
  page_bytes: z.int().check(z.gte(1)),
  system: text(1, 120),
  kernel: text(1, 120),
});

/** Versions of the software involved, by name: `spin`, `wasmtime`, `node`, `component`. */
const versionsSchema = z.record(slugSchema, text(1, 120));

/** Identifies a run. */
export const runIdentity = {
  id: slugSchema,
  date: z.iso.datetime(),
  /** The commit that was measured. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}$/, 'is not a commit id')),
  versions: versionsSchema,
} as const;

/** The findings about a claim on one machine, from its latest runs, and their verdict. */
export const findingsSchema = z.strictObject({
  machine: machineSchema,
  runs: z.array(z.strictObject(runIdentity)).check(z.minLength(1), z.maxLength(40)),
  findings: z.array(findingSchema).check(z.maxLength(20)),
  verdict: verdictSchema,
});

export type Rule = z.infer<typeof ruleSchema>;
export type Conditions = z.infer<typeof conditionsSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Amount = z.infer<typeof amount>;
export type Finding = z.infer<typeof findingSchema>;
export type Findings = z.infer<typeof findingsSchema>;
