/**
 * What claims carry about their measurement, as zod schemas: the rules that decide, written before
 * measuring, and what came out on each machine. Recorded runs, from which the latter is made, are in
 * run.ts; verdict.ts makes it.
 */
import * as z from 'zod/mini';
import { slugSchema, text } from './scalars.js';

/** What sets series of one measurement apart: `{ "cache": "warm" }`. */
export const conditionsSchema = z.record(slugSchema, z.union([text(1, 40), z.number()]));

/** How the samples of a series become one number. */
const statisticSchema = z.enum([
  /** Their median. */
  'median',
  /** The slope of the least-squares line through them, over the number of apps at each. */
  'slope',
  /** Of everything that was put to the same test, the share that passed. */
  'share-passed',
]);

export const ruleSchema = z.strictObject({
  id: slugSchema,
  /** What is compared, for people. */
  label: text(3, 100),
  measurement: slugSchema,
  conditions: conditionsSchema,
  statistic: statisticSchema,
  /** The contender whose value is taken; a share is one of all contenders. */
  of: z.optional(slugSchema),
  /** The contender by whose value it is divided, where a ratio is what counts. */
  per: z.optional(slugSchema),
  unit: text(1, 40),
  /** What the claim makes one expect, by the threshold. */
  expected: z.enum(['less than', 'at most', 'at least', 'more than']),
  threshold: z.number(),
  /** With fewer samples in any of its series it decides nothing. */
  minimum_samples: z.int().check(z.gte(1), z.lte(10_000)),
  /** Whether the claim hangs on it; what does not is shown beside. */
  decides: z.boolean(),
  /** Why this measurement, and why this threshold. */
  reason: text(20, 500),
});

/** A claim is undecided as long as neither holds beyond the spread of the samples. */
const outcomeSchema = z.enum(['supported', 'refuted', 'undecided']);

export const verdictSchema = z.strictObject({
  outcome: outcomeSchema,
  /** Why, in sentences made from the numbers. */
  text: text(1, 1000),
});

const amount = z.strictObject({
  value: z.number(),
  /** The ends of the 95% bootstrap interval. */
  low: z.number(),
  high: z.number(),
});

/** What one contender had in a measurement. */
const contenderSchema = z.strictObject({
  id: slugSchema,
  name: text(1, 80),
  ...amount.shape,
  unit: text(1, 40),
  samples: z.int().check(z.gte(1)),
});

/** What came of one rule on one machine. */
const findingSchema = z.strictObject({
  rule: slugSchema,
  /** The run it was measured in; absent where it was not. */
  run: z.optional(slugSchema),
  outcome: outcomeSchema,
  text: text(1, 500),
  /** The number that is held against the threshold, where there is one. */
  result: z.optional(amount),
  contenders: z.array(contenderSchema).check(z.maxLength(40)),
});

/** What measurements depend on that a machine keeps from run to run. */
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

/** Versions of whatever took part, by name: `spin`, `wasmtime`, `node`, `component`. */
const versionsSchema = z.record(slugSchema, text(1, 120));

/** Which run it was. */
export const runIdentity = {
  id: slugSchema,
  date: z.iso.datetime(),
  /** The commit that was measured. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}$/, 'is not the id of a commit')),
  versions: versionsSchema,
} as const;

/** What was measured about a claim on one machine, by its latest runs, and what follows. */
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
