/**
 * What was measured about a claim, as pages show it. Claims carry it from a later edition of the
 * dataset on, in the members `measurements` and `verdict`; until then they are not measured yet.
 */
import * as z from 'zod/mini';

const measurement = z.object({
  /** What was measured, where a claim is measured in several ways that are never compared. */
  label: z.optional(z.string()),
  /** Who was measured: `Wasm on Spin`, `Node container`. */
  contender: z.string(),
  /** The median of the samples. */
  value: z.number(),
  /** The interval that the samples lie in, by the report's definition. */
  low: z.optional(z.number()),
  high: z.optional(z.number()),
  unit: z.string(),
});

const measured = z.object({
  measurements: z.array(measurement).check(z.minLength(1)),
  verdict: z.optional(
    z.object({
      outcome: z.enum(['holds', 'refuted', 'mixed', 'undecided']),
      /** Why, in a sentence. */
      text: z.string(),
    }),
  ),
});

export type Measurement = z.infer<typeof measurement>;
export type Measured = z.infer<typeof measured>;

/** @returns the measurements and the verdict of a claim, or undefined where it has none yet. */
export const measuredOf = (claim: unknown): Measured | undefined => measured.safeParse(claim).data;

/** @returns the measurements that may be compared with each other, by what was measured. */
export const byLabel = (measurements: readonly Measurement[]): Map<string, Measurement[]> => {
  const groups = new Map<string, Measurement[]>();
  for (const one of measurements) {
    const key = one.label ?? '';
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
};
