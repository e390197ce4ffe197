/**
 * A recorded run of the bench, as zod schemas: its raw samples, and what is computed from them. The
 * component knows neither: tools make from them what claims carry.
 */
import * as z from 'zod/mini';
import {
  conditionsSchema,
  machineSchema,
  runIdentity,
} from '../../src/dataset/records/measurement.js';
import { slugSchema, text } from '../../src/dataset/records/scalars.js';

/** Everything that is measured, with its unit; rules and runs name no other. */
export const measurements = {
  /** A fresh instance for one request, from the request's arrival to the instance being ready. */
  'request-start': 'ms',
  /**
   * A request to a warm process, as its caller times it. Conditions: `answer`: `alive`, `list`;
   * `connection`: `fresh`, `kept`.
   */
  'request-time': 'ms',
  /** From `exec` to the end of the first 200. Conditions: `cache`: `warm`, `dropped`. */
  'process-start': 'ms',
  /** The same where nothing has been compiled yet, and nothing stored. */
  'first-start': 'ms',
  /** From the creation of a pod, its image on the node already, to the end of the first 200. */
  'pod-start': 'ms',
  /**
   * From the same to another point. Conditions: `phase`: `scheduled`, `started`, `ready`; `all-answer` for
   * `from` so many pods `to` so many.
   */
  'pod-phase': 'ms',
  /**
   * Everything that N apps need, helpers included; `apps` has N. Conditions: `shape`: `pod-per-app`,
   * `process-per-app`, `one-process`; `accounting`: `pss`, `cgroup`; `state`: `idle`, `after-burst`.
   */
  memory: 'MiB',
  /** Conditions: `form`: `registry` (as pulled), `disk` (as stored), `ready` (with what is compiled ahead). */
  size: 'bytes',
  /** Correct answers at saturation, a sample for each window. */
  throughput: 'requests/s',
  /** From the time a request was due, at a fixed arrival rate. Conditions: `rate`. */
  latency: 'ms',
  /** Processor time of the whole contender at a fixed arrival rate. Conditions: `rate`. */
  'cpu-time': 'ms per 1,000 requests',
  /** What processor and memory together cost at stated prices, at a fixed arrival rate. Conditions: `rate`. */
  cost: 'USD per 1,000,000 requests',
  /** Where the machine counts it. Conditions: `rate`. */
  energy: 'J per 1,000 requests',
  /**
   * One contender for each file in each environment, put to the same tests: 1 passed, 0 failed. Conditions:
   * none; or `lacks`: an interface that the file imports, where the environment refused it for want of that.
   */
  'tests-passed': 'passed',
  /** How many of those tests failed. */
  'tests-failed': 'tests',
  /** Ways out: functions that a component imports, system calls that a container may make. */
  'interface-functions': 'functions',
  /** Packages in the artefact, by its bill of materials. */
  packages: 'packages',
  /** Known vulnerabilities that a scanner reports. */
  vulnerabilities: 'vulnerabilities',
} as const;

export type MeasurementName = keyof typeof measurements;

const seriesIdentity = {
  measurement: z.enum(Object.keys(measurements) as [MeasurementName, ...MeasurementName[]]),
  /** The id of a contender of the run. */
  contender: slugSchema,
  conditions: conditionsSchema,
} as const;

const identity = {
  ...runIdentity,
  machine: machineSchema,
  /**
   * Who took part, each with its name for people. Rules name two: `spin`, the service as a component on
   * Spin, and `container`, the same handler on Node in a container; in pods as well, where the conditions
   * or the measurement say so.
   */
  contenders: z.array(z.strictObject({ id: slugSchema, name: text(1, 80) })).check(z.minLength(1)),
} as const;

/** The samples of one contender in one measurement under the same conditions, in the order taken. */
const seriesSchema = z
  .strictObject({
    ...seriesIdentity,
    samples: z.array(z.number()).check(z.minLength(1)),
    /** How many apps ran at each sample. */
    apps: z.optional(z.array(z.int().check(z.gte(0)))),
  })
  .check(
    z.refine(({ samples, apps }) => !apps || apps.length === samples.length, {
      path: ['apps'],
      error: 'has not one number for each sample',
    }),
    z.refine(({ measurement, apps }) => (measurement === 'memory') === (apps !== undefined), {
      path: ['apps'],
      error: 'is for memory, and memory has it',
    }),
  );

/** A finished run: dist/bench/<run>/samples.json, and data/measurements/<run>/samples.json. */
export const samplesSchema = z.strictObject({
  ...identity,
  /** The commit that was measured; `-dirty` behind it says that there were changes: none can repeat it. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}(-dirty)?$/, 'is not the id of a commit')),
  series: z.array(seriesSchema),
});

/** A number, and the ends of its 95% bootstrap interval. */
const estimate = {
  value: z.number(),
  low: z.number(),
  high: z.number(),
} as const;

/** The summary of a run: data/measurements/<run>/summary.json. */
export const summarySchema = z.strictObject({
  ...identity,
  /** Each series as one number: the median, or over numbers of apps the slope. */
  series: z.array(
    z.strictObject({
      ...seriesIdentity,
      samples: z.int().check(z.gte(1)),
      /** The unit of the number: that of the measurement, and of a slope `per app`. */
      unit: text(1, 40),
      ...estimate,
    }),
  ),
  /** The ratio that each rule looks at which is about one, as far as the run has the samples. */
  ratios: z.array(z.strictObject({ claim: slugSchema, rule: slugSchema, ...estimate })),
});

export type Series = z.infer<typeof seriesSchema>;
export type Samples = z.infer<typeof samplesSchema>;
export type Summary = z.infer<typeof summarySchema>;
