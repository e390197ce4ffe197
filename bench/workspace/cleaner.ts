/**
 * A separate process that cleans up after the bench when its standard input closes, which also happens if the bench
 * is killed with SIGKILL.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cleanUp } from './clean-up.js';
import { Workspace } from './workspace.js';

export const startCleaner = (workspace: Workspace): { finish: () => Promise<void> } => {
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), workspace.directory],
    // In its own session, so that Ctrl-C in the terminal does not reach it.
    { detached: true, stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const gone = once(child, 'exit');
  return {
    finish: async () => {
      child.stdin?.end();
      const [code] = await gone;
      if (code !== 0)
        throw new Error(`Cannot clean up ${workspace.directory}. See the error above.`);
    },
  };
};

const directory = process.argv[2];
if (process.argv[1] === fileURLToPath(import.meta.url) && directory) {
  process.stdin.resume();
  await once(process.stdin, 'close');
  await cleanUp(Workspace.at(directory));
}
