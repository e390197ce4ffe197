import type { ChildProcess } from 'node:child_process';

const acts = new Set<() => void>();

const end = (): void => {
  for (const act of [...acts].reverse()) act();
  acts.clear();
};

process.once('exit', end);
// Vitest ends its workers by a signal, as a terminal ends a command: without a listener neither exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    end();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
}

/**
 * Has something done when this process ends, unless it is killed outright; what was asked for last is done first.
 *
 * @returns what takes that back
 */
export const atEnd = (act: () => void): (() => void) => {
  acts.add(act);
  return () => void acts.delete(act);
};

/**
 * Kills a child when this process ends before it.
 *
 * @param kill how, where it is not the only process to kill
 */
export const endWithThisProcess = (
  child: ChildProcess,
  kill: () => void = () => void child.kill('SIGKILL'),
): void => {
  child.once('close', atEnd(kill));
};
