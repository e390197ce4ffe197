/**
 * A process beside the bench that outlives it: when its standard input closes, for whatever reason, it
 * removes what the run left. That way it also happens when the bench is killed by a signal that can't be caught.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cleanUp } from './clean-up.js';
import { Workspace } from './workspace.js';

/** Starts the janitor for a run. */
export const hireJanitor = (workspace: Workspace): { dismiss: () => Promise<void> } => {
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), workspace.directory],
    // A session of its own: Ctrl-C in the terminal must not reach it.
    { detached: true, stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const gone = once(child, 'exit');
  return {
    dismiss: async () => {
      child.stdin?.end();
      const [code] = await gone;
      if (code !== 0) throw new Error(`${workspace.directory} could not be cleaned up.`);
    },
  };
};

const directory = process.argv[2];
if (process.argv[1] === fileURLToPath(import.meta.url) && directory) {
  process.stdin.resume();
  await once(process.stdin, 'close');
  await cleanUp(Workspace.at(directory));
}
