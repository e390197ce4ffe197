/** Removes everything that a run has left on the machine or cluster. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { removeNamespaces } from '../kubernetes/deployment.js';
import { pidsOfRun } from './processes.js';
import type { Workspace } from './workspace.js';

/** For killed processes to end. */
const endTimeoutMs = 10_000;

/** Kills the run's processes, and removes its containers, cgroups, namespaces, mounts and files. Idempotent. */
export const cleanUp = async (workspace: Workspace): Promise<void> => {
  await endProcesses(() => pidsOfRun(workspace.name));
  deleteContainers(workspace);
  for (const cgroup of cgroupsNamed(workspace.name)) await removeCgroup(cgroup);
  removeFromCluster(workspace);
  unmountBelow(workspace.directory);
  // Killed processes may still be writing.
  rmSync(workspace.directory, { recursive: true, force: true, maxRetries: 10 });
};

const deleteContainers = (workspace: Workspace): void => {
  const root = containerState(workspace);
  if (!existsSync(root)) return;
  for (const id of readdirSync(root)) {
    execFileSync('runc', ['--root', root, 'delete', '--force', id], { stdio: 'ignore' });
  }
};

/** @returns the root directory that runc uses in this run. */
export const containerState = (workspace: Workspace): string => join(workspace.directory, 'runc');

/** @returns the file with the context and label of a run on a cluster. */
export const clusterFile = (workspace: Workspace): string =>
  join(workspace.directory, 'cluster.json');

const removeFromCluster = (workspace: Workspace): void => {
  const file = clusterFile(workspace);
  if (!existsSync(file)) return;
  const mark = z.object({ context: z.string(), run: z.string() });
  const { context, run } = mark.parse(JSON.parse(readFileSync(file, 'utf8')));
  removeNamespaces(context, run);
};

/** In the hierarchy of version 2, or of each controller of version 1: runc creates cgroups in all of them. */
const cgroupsNamed = (name: string): string[] => {
  const root = '/sys/fs/cgroup';
  const hierarchies = existsSync(root) ? readdirSync(root) : [];
  const places = ['', ...new Set(hierarchies.map((one) => realpathSync(join(root, one))))];
  return places.map((place) => join(place || root, name)).filter((path) => existsSync(path));
};

const endProcesses = async (find: () => readonly number[]): Promise<void> => {
  const started = performance.now();
  for (let pids = find(); pids.length > 0; pids = find()) {
    if (performance.now() - started > endTimeoutMs) {
      throw new Error(`Processes ${pids.join(', ')} do not end. Kill them manually.`);
    }
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await setTimeout(20);
  }
};

/** A cgroup can only be removed when its processes have ended. */
const removeCgroup = async (path: string): Promise<void> => {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(join(path, entry.name));
  }
  await endProcesses(() =>
    readFileSync(join(path, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number),
  );
  rmdirSync(path);
};

const unmountBelow = (directory: string): void => {
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .filter((path) => path.startsWith(`${directory}/`));
  for (const path of mounted.reverse()) execFileSync('umount', [path]);
};
