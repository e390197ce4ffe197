/** Processes of contenders, and what Linux says of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance, StartOptions } from '../contender.js';
import { runVariable } from './workspace.js';

/** Clock ticks per second in /proc/<pid>/stat: Linux shows 100 to programs on every architecture. */
const ticksPerSecond = 100;

/**
 * Starts a program that serves.
 *
 * @param urls where it will serve
 * @returns at once; it may not listen yet
 */
export const launch = (
  command: readonly string[],
  urls: readonly string[],
  options: StartOptions,
  env: Readonly<Record<string, string>> = {},
): Instance => {
  options.workspace.demandOpen();
  const [program = '', ...args] = wrapped(command, options);
  const child = spawn(program, args, {
    // A group of its own, so that stopping it reaches its children.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      XDG_CACHE_HOME: options.compileCache,
      [runVariable]: options.workspace.name,
      ...env,
    },
  });
  let printed = '';
  const note = (data: Buffer) => {
    printed = (printed + data).slice(-4000);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);

  let stopping = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`It ended (${code ?? signal}): ${printed}`));
  });
  const failed = ended.then((why) => {
    if (stopping) return new Promise<never>(() => {});
    throw new Error(`${command.join(' ')}: ${why}`);
  });
  failed.catch(() => {});
  return {
    urls,
    pids: () => treeOf(child.pid),
    failed,
    stop: async () => {
      stopping = true;
      killGroup(child);
      await ended;
    },
  };
};

/** The command, started on certain cores and in a certain cgroup from its first instruction on. */
const wrapped = (command: readonly string[], options: StartOptions): readonly string[] => {
  const pinned = options.cores ? ['taskset', '-c', options.cores, ...command] : command;
  const cgroup = options.cgroup && options.workspace.makeCgroup(options.cgroup);
  if (!cgroup) return pinned;
  return ['sh', '-c', 'echo $$ > "$0" && exec "$@"', join(cgroup, 'cgroup.procs'), ...pinned];
};

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** @returns a process and all that descend from it. */
export const treeOf = (root: number | undefined): number[] => {
  if (root === undefined || !existsSync(`/proc/${root}`)) return [];
  const children = new Map<number, number[]>();
  for (const pid of allPids()) {
    const parent = parentOf(pid);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  return below(root);
};

/** @returns the process that a process descends from, or undefined where it has ended. */
export const parentOf = (pid: number): number | undefined => {
  const stat = statOf(pid);
  return stat && Number(stat[1]);
};

/** @returns the processes that belong to a run, by the variable that they carry. */
export const pidsOfRun = (name: string): number[] => {
  const mark = `${runVariable}=${name}\0`;
  return allPids().filter((pid) => {
    if (pid === process.pid) return false;
    return readProc(pid, 'environ')?.includes(mark);
  });
};

/** @returns proportional set size in MiB: shared pages divided by the processes that share them. */
export const proportionalSetSize = (pids: readonly number[]): number => {
  const kibibytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readProc(pid, 'smaps_rollup') ?? '')?.[1] ?? 0),
  );
  return kibibytes.reduce((sum, one) => sum + one, 0) / 1024;
};

/** @returns processor time so far, in milliseconds, user and system together. */
export const processorTime = (pids: readonly number[]): number => {
  const ticks = pids.map((pid) => {
    const stat = statOf(pid);
    return stat ? Number(stat[11]) + Number(stat[12]) : 0;
  });
  return (ticks.reduce((sum, one) => sum + one, 0) / ticksPerSecond) * 1000;
};

/**
 * @param cgroup its directory
 * @returns its working set in MiB, as the kubelet counts it: usage less inactive file pages
 */
export const workingSet = (cgroup: string): number => {
  const usage = ['memory.current', 'memory.usage_in_bytes']
    .map((name) => join(cgroup, name))
    .find(existsSync);
  if (!usage) throw new Error(`${cgroup} counts no memory.`);
  const statistics = readFileSync(join(cgroup, 'memory.stat'), 'utf8');
  const inactive = /^total_inactive_file (\d+)/m.exec(statistics) ??
    /^inactive_file (\d+)/m.exec(statistics) ?? ['', '0'];
  return (Number(readFileSync(usage, 'utf8')) - Number(inactive[1])) / 2 ** 20;
};

/** Fields of /proc/<pid>/stat from the state on, which is the first after the name in parentheses. */
const statOf = (pid: number): string[] | undefined => {
  const stat = readProc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
};

const allPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** @returns a file of a process, or undefined where the process has ended or is not ours to see. */
const readProc = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
};
