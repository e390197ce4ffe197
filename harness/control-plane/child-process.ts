import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that runs until it is stopped. */
export interface Running {
  /** What it has logged so far. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

const installation =
  'Install it, or put it on the PATH: .ci/install-kubernetes and .ci/install-node build what the tests start.';

/**
 * Starts a program and waits until it logs that it serves.
 *
 * @param path of the program
 * @param args its command line
 * @param serving the line of its log to wait for, within a minute
 * @param environment more variables for it
 * @throws Error when it is not there; with the end of its log, when it ends or stays silent instead
 */
export const startProgram = async (
  path: string,
  args: readonly string[],
  serving: RegExp,
  environment: Readonly<Record<string, string>> = {},
): Promise<Running> => {
  const child = spawn(path, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const log: string[] = [];
  const lines = createInterface({ input: child.stderr });
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };

  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (what: string) => () =>
        reject(new Error(`${path} ${what}. Its log ends:\n${log.slice(-20).join('\n')}`));
      const timer = setTimeout(fail('did not serve within a minute'), 60_000);
      child.once('error', ({ message }) => {
        clearTimeout(timer);
        reject(new Error(`${path} could not be started (${message}). ${installation}`));
      });
      child.once('exit', fail('ended'));
      lines.on('line', (line) => {
        log.push(line);
        if (!serving.test(line)) return;
        clearTimeout(timer);
        resolve();
      });
    });
  } catch (error) {
    if (child.exitCode === null && child.pid !== undefined) await stop();
    throw error;
  }
  return { log, stop };
};
