/** What an input covers: istanbul's counters of the code under test, read and cleared after each input. */

interface FileCounters {
  readonly s: Record<string, number>;
  readonly b: Record<string, number[]>;
}

/** Where the instrumented code keeps its counters. */
export const coverageVariable = '__fuzzed__';

/** Tells counts apart by their magnitude: once, twice, three times, up to 7, 15, 31, 127, more. */
const magnitudeOf = (count: number): number => {
  if (count <= 3) return 1 << (count - 1);
  if (count <= 7) return 8;
  if (count <= 15) return 16;
  if (count <= 31) return 32;
  return count <= 127 ? 64 : 128;
};

/** @returns a function that clears the counters, and says how many of them are new, or new in magnitude. */
export const createCoverage = (): (() => number) => {
  const seen = new Map<string, number>();
  const take = (key: string, count: number): number => {
    const before = seen.get(key) ?? 0;
    const after = before | magnitudeOf(count);
    if (after === before) return 0;
    seen.set(key, after);
    return 1;
  };
  return () => {
    const files = (globalThis as Record<string, unknown>)[coverageVariable];
    let found = 0;
    for (const { s, b } of Object.values((files ?? {}) as Record<string, FileCounters>)) {
      for (const key in s) {
        if (s[key]) found += take(key, s[key]);
        s[key] = 0;
      }
      for (const key in b) {
        b[key]?.forEach((count, branch) => {
          if (count > 0) found += take(`${key}/${branch}`, count);
        });
        b[key]?.fill(0);
      }
    }
    return found;
  };
};
