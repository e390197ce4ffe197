/** Schemas of a recorded run of the bench: its raw samples, and the summary computed from them. */
import * as z from 'zod/mini';
import {
  conditionsSchema,
  machineSchema,
  runIdentity,
} from '../../src/dataset/records/measurement.js';
import { slugSchema, text } from '../../src/dataset/records/scalars.js';

/** All measurements with their units. */
export const measurements = {
  /** From the arrival of a request to its fresh instance being ready. */
  'request-start': 'ms',
  /**
   * A request to a warm process, timed by the client. Conditions: `answer`: `alive`, `list`; `connection`:
   * `fresh`, `kept`.
   */
  'request-time': 'ms',
  /**
   * Requests to Spin by contenders that take turns. Conditions: `request`: `alive`, `list`, `search`;
   * `connection`: `fresh`, `kept`; `connections`: 1 or 16; `memory`: Spin's `default`, or `tuned` to keep what
   * instances write. Or `request` (also `filtered`, `two-words`) and `takeaways`, the number in the store. Or, for the
   * list: `kept`, the MiB that Spin keeps for each instance, and `connections`.
   */
  'spin-request-time': 'ms',
  /** CPU time of all processes of a contender, over all rounds. The same conditions. */
  'spin-request-cpu': 'ms per request',
  /** Minor page faults, over all rounds. The same conditions. */
  'spin-request-faults': 'page faults per request',
  /** Correct responses, one sample per round. Conditions: those with 16 connections, or with `kept`. */
  'spin-request-rate': 'requests/s',
  /** Proportional set size of all processes after these requests. Conditions: `kept`, `connections`. */
  'spin-memory': 'MiB',
  /** From `exec` to the end of the first 200 response. Conditions: `cache`: `warm`, `dropped`. */
  'process-start': 'ms',
  /** The same with nothing compiled or stored yet. */
  'first-start': 'ms',
  /** From the creation of a pod, with its image on the node, to the end of the first 200 response. */
  'pod-start': 'ms',
  /**
   * From the creation of a pod to another phase. Conditions: `phase`: `scheduled`, `started`, `ready`; or
   * `all-answer` when scaling `from` a number of pods `to` another.
   */
  'pod-phase': 'ms',
  /**
   * Memory of N apps including helper processes; `apps` has N. Conditions: `shape`: `pod-per-app`,
   * `process-per-app`, `one-process`; `accounting`: `pss`, `cgroup`; `state`: `idle`, `after-burst`.
   */
  memory: 'MiB',
  /**
   * Conditions: `form`: `registry` (as pulled), `registry-gzip` (its layers compressed on either side), `disk` (as
   * stored), `ready` (with compiled code).
   */
  size: 'bytes',
  /** Correct responses at saturation, one sample per window. */
  throughput: 'requests/s',
  /** From the time a request was due to its response, at a fixed arrival rate. Conditions: `rate`. */
  latency: 'ms',
  /** CPU time of all processes of a contender, at a fixed arrival rate. Conditions: `rate`. */
  'cpu-time': 'ms per 1,000 requests',
  /** CPU and memory at list prices, at a fixed arrival rate. Conditions: `rate`. */
  cost: 'USD per 1,000,000 requests',
  /** If the machine has a counter. Conditions: `rate`. */
  energy: 'J per 1,000 requests',
  /**
   * One contender per file and environment: 1 if all tests passed, else 0. Conditions: none; or `lacks`, an
   * imported interface that the environment does not offer.
   */
  'tests-passed': 'passed',
  /** How many tests failed. */
  'tests-failed': 'tests',
  /**
   * Functions that a component imports, or system calls that a container may make. Conditions: none; or `profile`:
   * `runtime-default`, the seccomp profile that clusters use.
   */
  'interface-functions': 'functions',
  /** Distinct system calls that all its processes make under the end-to-end tests. */
  'system-calls': 'system calls',
  /** From scaling a deployment up from zero replicas to the end of the first 200 response. */
  'zero-start': 'ms',
  /** From starting several processes at once to the last of their first 200 responses. Conditions: `processes`. */
  'scale-out': 'ms',
  /** One pass of a kernel of the service. Conditions: `kernel`: `inflate`, `intersect`. */
  'kernel-time': 'ms',
  /** The share of deliberate memory errors that end in a trap. Conditions: `reach`: `outside`, `inside`. */
  'errors-caught': 'caught',
  /** The share of common web APIs that an engine has. */
  'web-apis': 'of the APIs',
  /**
   * Software carbon intensity. Conditions: `work`: `million-lists`; or `idle-hour`, with a `shape` as for memory.
   */
  carbon: 'g CO2e',
  /** A phase of a start. Conditions: `of`: `process`, `pod`; `part`. */
  'start-part': 'ms',
  /** A part of the memory of one app. Conditions: `of`: `process`, `pod`, `pod-sharing`; `part`. */
  'memory-part': 'MiB',
  /** Packages in the artefact. */
  packages: 'packages',
  /** Known vulnerabilities reported by a scanner. */
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
   * Everything that was measured, with its display name. curation/verdicts/contenders.ts says which of them are
   * judged, and which are baselines.
   */
  contenders: z.array(z.strictObject({ id: slugSchema, name: text(1, 80) })).check(z.minLength(1)),
} as const;

/** The samples of one contender in one measurement under the same conditions, in order. */
const seriesSchema = z
  .strictObject({
    ...seriesIdentity,
    samples: z.array(z.number()).check(z.minLength(1)),
    /** For memory: the number of apps at each sample. */
    apps: z.optional(z.array(z.int().check(z.gte(0)))),
  })
  .check(
    z.refine(({ samples, apps }) => !apps || apps.length === samples.length, {
      path: ['apps'],
      error: 'must have one number for each sample',
    }),
    z.refine(({ measurement, apps }) => (measurement === 'memory') === (apps !== undefined), {
      path: ['apps'],
      error: 'is required for memory, and not allowed otherwise',
    }),
  );

/** The samples.json of a run in dist/bench/<run>/ or data/measurements/<run>/. */
export const samplesSchema = z.strictObject({
  ...identity,
  /** The commit that was measured, with `-dirty` appended if there were uncommitted changes. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}(-dirty)?$/, 'is not a commit id')),
  series: z.array(seriesSchema),
});

/** A number with its 95% bootstrap interval. */
const estimate = {
  value: z.number(),
  low: z.number(),
  high: z.number(),
} as const;

/** data/measurements/<run>/summary.json. */
export const summarySchema = z.strictObject({
  ...identity,
  /** Each series as one number: the slope over the number of apps for memory, else the median. */
  series: z.array(
    z.strictObject({
      ...seriesIdentity,
      samples: z.int().check(z.gte(1)),
      /** The unit of the measurement; of a slope, `per app`. */
      unit: text(1, 40),
      ...estimate,
      /** The least sample, then each tenth of them, up to the largest. */
      deciles: z.optional(z.array(z.number()).check(z.minLength(11), z.maxLength(11))),
    }),
  ),
  /** The ratios that rules compare, as far as the run has samples for them. */
  ratios: z.array(
    z.strictObject({
      claim: slugSchema,
      rule: slugSchema,
      contender: z.optional(slugSchema),
      baseline: z.optional(slugSchema),
      ...estimate,
    }),
  ),
});

export type Series = z.infer<typeof seriesSchema>;
export type Samples = z.infer<typeof samplesSchema>;
export type Summary = z.infer<typeof summarySchema>;
