import { describe } from 'vitest';
import { containerObstacle } from '../../harness/container.js';
import type { Runtime } from '../../harness/runtime.js';

/**
 * Declares tests that need a runtime. Their name states its version; where it is not installed they are
 * skipped, and their name says how to install it.
 */
export const describeWith = (runtime: Runtime, name: string, declare: () => void): void => {
  const [installed] = runtime.installed();
  if (installed) describe(`${name}, on ${runtime.name} ${installed.version}`, declare);
  else describe.skip(`${name} (SKIPPED: no ${runtime.name} found. ${runtime.remedy})`, declare);
};

/** @returns what the name of a skipped test ends with: which programs to install, and how; empty if none is missing */
export const skipReason = (missing: readonly string[], remedy: string): string =>
  missing.length > 0 ? ` (SKIPPED: no ${missing.join(', ')} found. ${remedy})` : '';

/** Declares tests that run containers. Where none can be run they are skipped, and their name says why. */
export const describeWithContainers = (name: string, declare: () => void): void => {
  const obstacle = containerObstacle();
  if (obstacle) describe.skip(`${name} (SKIPPED: ${obstacle})`, declare);
  else describe(name, declare);
};
