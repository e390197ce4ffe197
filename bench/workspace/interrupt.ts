import type { Progress } from '../progress.js';
import type { startCleaner } from './cleaner.js';
import type { Workspace } from './workspace.js';

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** On SIGINT and SIGTERM, stops measuring, cleans up, and exits with the shell's code for the signal. */
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
