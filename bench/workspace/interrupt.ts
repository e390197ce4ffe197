/** What Ctrl-C and a polite kill do to a run: nothing more is measured, and nothing is left behind. */

import type { Progress } from '../progress.js';
import type { startCleaner } from './cleaner.js';
import type { Workspace } from './workspace.js';

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ends the process with the shell's exit code of the signal, once the cleaner has cleaned up. */
export const exitOnSignals = (
  workspace: Workspace,
  progress: Progress,
  cleaner: ReturnType<typeof startCleaner>,
): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      workspace.close();
      progress.end();
      process.stderr.write('Stopped. Cleaning up …\n');
      await cleaner.finish();
      process.exit(exitCodes[signal]);
    });
  }
};
