import { findPrograms, firstLine } from '../../bench/contenders/prerequisites.js';
import type { Installed } from './environment.js';

/** @returns every program of a name along the `PATH`, each version once; all say it on the first line of `--version`. */
export const versionsOnPath = (name: string): Installed[] => {
  const versions = new Map<string, Installed>();
  for (const program of findPrograms(name)) {
    const line = firstLine(program, '--version');
    const version = /\d+\.\d+\.\d+\S*/.exec(line)?.[0] ?? line;
    if (!versions.has(version)) versions.set(version, { program, version });
  }
  return [...versions.values()];
};
