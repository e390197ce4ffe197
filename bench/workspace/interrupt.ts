/** What Ctrl-C and a polite kill do to a run: nothing more is measured, and nothing is left behind. */

import type { Progress } from '../progress.js';
import type { hireJanitor } from './janitor.js';
import type { Workspace } from './workspace.js';

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ends the process with the shell's exit code of the signal, once the janitor has cleaned up. */
export const endOnSignals = (
  workspace: Workspace,
  progress: Progress,
  janitor: ReturnType<typeof hireJanitor>,
): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      workspace.close();
      progress.end();
      process.stderr.write('Stopped. Cleaning up …\n');
      await janitor.dismiss();
      process.exit(exitCodes[signal]);
    });
  }
};
