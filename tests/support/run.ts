import { execFile } from 'node:child_process';
import type { Outcome } from '../../harness/control-plane/kubectl.js';
import { findProgram } from '../../lib/programs.js';

/** Runs an installed program, with more variables for it. @returns what it printed, and whether it succeeded */
export const run = (
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> =>
  new Promise((resolve) => {
    const options = { env: { ...process.env, ...environment }, maxBuffer: 2 ** 26 };
    execFile(findProgram(name) ?? name, args, options, (error, stdout, stderr) =>
      resolve({ ok: error === null, stdout, stderr }),
    );
  });
