import type { Contender, StartOptions } from '../contender.js';
import { memorySettings } from '../measurements/requests/memory-settings.js';

/** @returns a contender on Spin with the memory setting that docs/requests.md recommends; it starts as without. */
export const withKeptMemory = (contender: Contender): Contender => {
  const { id, title, kind, isolation, missing, version, prepare, start, startMany } = contender;
  const tuned = (options: StartOptions): StartOptions => ({
    ...options,
    env: { ...options.env, ...memorySettings.tuned },
  });
  return {
    id: `${id}-resident`,
    title: `${title} (memory kept)`,
    kind,
    isolation,
    sameStartAs: id,
    missing,
    version,
    ...(prepare ? { prepare } : {}),
    start: (options) => start(tuned(options)),
    ...(startMany ? { startMany: (apps, options) => startMany(apps, tuned(options)) } : {}),
  };
};
