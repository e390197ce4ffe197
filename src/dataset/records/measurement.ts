/**
 * The measurements of a claim, as zod schemas: the rules, written before measuring, and the findings on each
 * machine. curation/verdicts/ computes the findings from recorded runs.
 *
 * Clients of earlier versions know verdicts of three outcomes for one contender against one baseline. They still
 * find them (`outcome`, `verdict`); beside them are the cells of all contenders and baselines (`cells`,
 * `judgement`), whose outcome may be `depends`.
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
  /** In earlier datasets, the contender to judge. Now all Wasm contenders are. */
  of: z.optional(slugSchema),
  /** In earlier datasets, the contender to divide by. */
  per: z.optional(slugSchema),
  /** How a contender and each baseline are divided; a contender's own value is judged without it. */
  ratio: z.optional(z.enum(['contender per baseline', 'baseline per contender'])),
  /** The conditions of the baseline's series, if they are others. */
  baseline_conditions: z.optional(conditionsSchema),
  /** The only contenders to judge; all Wasm contenders by default. */
  contenders: z.optional(z.array(slugSchema).check(z.minLength(1), z.maxLength(20))),
  /** The only baselines to divide by; all by default. */
  baselines: z.optional(z.array(slugSchema).check(z.minLength(1), z.maxLength(20))),
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
  /** From when on it judges runs; earlier runs stay judged by the rules of their day. */
  since: z.optional(z.iso.datetime()),
});

/** Undecided means that the spread of the samples allows both. */
const outcomeSchema = z.enum(['supported', 'refuted', 'undecided']);

const maxSentences = 2000;

export const verdictSchema = z.strictObject({
  outcome: outcomeSchema,
  /** The reasons, in sentences generated from the numbers. */
  text: text(1, maxSentences),
});

/** What the cells say together. */
export const judgementSchema = z.strictObject({
  /** `depends` if cells differ. */
  outcome: z.enum(['supported', 'refuted', 'undecided', 'depends']),
  /** For whom it holds and for whom not, in sentences made from the cells. */
  text: text(1, maxSentences),
});

/** A verdict that was given by earlier rules, as it was given. */
export const earlierVerdictSchema = z.strictObject({
  /** When the rules were replaced. */
  until: z.iso.datetime(),
  /** The last commit with the rules. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}$/, 'is not a commit id')),
  /** The statement as it was judged. */
  statement: text(10, 300),
  ...verdictSchema.shape,
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
  /** What it is in this rule: judged, or divided by. */
  role: z.optional(z.enum(['contender', 'baseline'])),
  /** The run with its samples. */
  run: z.optional(slugSchema),
  /** The distribution of its samples: the least, then each tenth, up to the largest. */
  deciles: z.optional(z.array(z.number()).check(z.minLength(11), z.maxLength(11))),
});

/** One rule for one contender, against one baseline if the rule divides by baselines. */
const cellSchema = z.strictObject({
  contender: slugSchema,
  baseline: z.optional(slugSchema),
  outcome: outcomeSchema,
  /** The run that decided. */
  run: slugSchema,
  /** The number to compare with the threshold, if there is one. */
  result: z.optional(amount),
  /** Why there is no result. */
  reason: z.optional(text(1, 200)),
});

/** Parts that add up: the phases of a start, or what memory is made of. */
export const anatomySchema = z.strictObject({
  run: slugSchema,
  /** What is taken apart. */
  title: text(3, 100),
  unit: text(1, 40),
  stacks: z
    .array(
      z.strictObject({
        contender: slugSchema,
        name: text(1, 80),
        /** Medians over the samples, in order. */
        parts: z
          .array(
            z.strictObject({
              id: slugSchema,
              label: text(1, 80),
              ...amount.shape,
              samples: z.int().check(z.gte(1)),
            }),
          )
          .check(z.minLength(1), z.maxLength(20)),
      }),
    )
    .check(z.minLength(1), z.maxLength(20)),
});

/** The result of one rule on one machine. */
const findingSchema = z.strictObject({
  rule: slugSchema,
  /** The run that measured it, if any. */
  run: z.optional(slugSchema),
  outcome: outcomeSchema,
  text: text(1, maxSentences),
  /** The number to compare with the threshold, if there is one. */
  result: z.optional(amount),
  contenders: z.array(contenderSchema).check(z.maxLength(40)),
  cells: z.optional(z.array(cellSchema).check(z.maxLength(400))),
  judgement: z.optional(judgementSchema),
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

/** Versions of the software involved, and digests of what was run, by name: `spin`, `node`, `spin-component`. */
const versionsSchema = z.record(slugSchema, text(1, 120));

/** Identifies a run. */
export const runIdentity = {
  id: slugSchema,
  date: z.iso.datetime(),
  /** The commit that was measured. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}$/, 'is not a commit id')),
  versions: versionsSchema,
  /** The share of the processors that other work took just before the run. */
  busy_before: z.optional(z.number().check(z.gte(0), z.lte(1))),
} as const;

/** The findings about a claim on one machine, from its latest runs, and their verdict. */
export const findingsSchema = z.strictObject({
  machine: machineSchema,
  runs: z.array(z.strictObject(runIdentity)).check(z.minLength(1), z.maxLength(40)),
  findings: z.array(findingSchema).check(z.maxLength(20)),
  verdict: verdictSchema,
  judgement: z.optional(judgementSchema),
  anatomy: z.optional(z.array(anatomySchema).check(z.maxLength(10))),
});

export type Rule = z.infer<typeof ruleSchema>;
export type Conditions = z.infer<typeof conditionsSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Judgement = z.infer<typeof judgementSchema>;
export type Cell = z.infer<typeof cellSchema>;
export type Anatomy = z.infer<typeof anatomySchema>;
export type Amount = z.infer<typeof amount>;
export type Finding = z.infer<typeof findingSchema>;
export type Findings = z.infer<typeof findingsSchema>;
