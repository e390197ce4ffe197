/** How much of what an instance has written Spin keeps in memory for the next instance. */

/** The environment variable of Spin, in bytes for each instance that it can hold. */
const variable = 'SPIN_WASMTIME_LINEAR_MEMORY_KEEP_RESIDENT';

/** @returns the environment that makes Spin keep so many MiB. */
export const keeping = (mebibytes: number): Readonly<Record<string, string>> => ({
  [variable]: String(mebibytes * 2 ** 20),
});

/** What docs/requests.md recommends: as far up as the service writes. */
const recommendedMebibytes = 9;

/** Spin's own setting, and the recommended one. */
export const memorySettings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {},
  tuned: keeping(recommendedMebibytes),
};
