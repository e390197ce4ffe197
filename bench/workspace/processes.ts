/** Starts processes, and reads their resource usage from /proc. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance, StartOptions } from '../contender.js';
import { runVariable } from './workspace.js';

/** Clock ticks per second in /proc/<pid>/stat, the same on every architecture of Linux. */
const ticksPerSecond = 100;

/** Starts a server without waiting until it listens at `urls`. */
export const launch = (
  command: readonly string[],
  urls: readonly string[],
  options: StartOptions,
  env: Readonly<Record<string, string>> = {},
): Instance => {
  options.workspace.requireOpen();
  const [program = '', ...args] = wrapped(command, options);
  const child = spawn(program, args, {
    // In its own process group, so that stopping it reaches its children.
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
    child.once('close', (code, signal) => resolve(`exited with ${code ?? signal}: ${printed}`));
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

/** @returns the command, pinned to its cores and started in its cgroup. */
const wrapped = (command: readonly string[], options: StartOptions): readonly string[] => {
  const traced = [...(options.trace ?? []), ...command];
  const pinned = options.cores ? ['taskset', '-c', options.cores, ...traced] : traced;
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

/** @returns a process and all its descendants. */
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

/** @returns the parent of a process, or undefined if the process has ended. */
export const parentOf = (pid: number): number | undefined => {
  const stat = statOf(pid);
  return stat && Number(stat[1]);
};

/** @returns the name of a process's program, or an empty text if it has ended. */
export const commandOf = (pid: number): string => readProc(pid, 'comm')?.trim() ?? '';

/** @returns the processes of a run, which have its name in their environment. */
export const pidsOfRun = (name: string): number[] => {
  const mark = `${runVariable}=${name}\0`;
  return allPids().filter((pid) => {
    if (pid === process.pid) return false;
    return readProc(pid, 'environ')?.includes(mark);
  });
};

/** @returns the proportional set size in MiB. */
export const proportionalSetSize = (pids: readonly number[]): number => {
  const kibibytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readProc(pid, 'smaps_rollup') ?? '')?.[1] ?? 0),
  );
  return kibibytes.reduce((sum, one) => sum + one, 0) / 1024;
};

/** @returns user and system CPU time so far, in milliseconds. */
export const processorTime = (pids: readonly number[]): number => {
  const ticks = pids.map((pid) => {
    const stat = statOf(pid);
    return stat ? Number(stat[11]) + Number(stat[12]) : 0;
  });
  return (ticks.reduce((sum, one) => sum + one, 0) / ticksPerSecond) * 1000;
};

/** @returns the page faults so far that needed no disk. */
export const minorFaults = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + Number(statOf(pid)?.[7] ?? 0), 0);

/** @returns the working set of a cgroup in MiB, computed like the kubelet does: usage minus inactive file pages. */
export const workingSet = (cgroup: string): number => {
  const usage = ['memory.current', 'memory.usage_in_bytes']
    .map((name) => join(cgroup, name))
    .find(existsSync);
  if (!usage) throw new Error(`The cgroup ${cgroup} has no memory accounting.`);
  const statistics = readFileSync(join(cgroup, 'memory.stat'), 'utf8');
  const inactive = /^total_inactive_file (\d+)/m.exec(statistics) ??
    /^inactive_file (\d+)/m.exec(statistics) ?? ['', '0'];
  return (Number(readFileSync(usage, 'utf8')) - Number(inactive[1])) / 2 ** 20;
};

/** @returns the fields of /proc/<pid>/stat after the name in parentheses. */
const statOf = (pid: number): string[] | undefined => {
  const stat = readProc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
};

const allPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** @returns a file in /proc, or undefined if the process has ended or access is denied. */
const readProc = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
};
