/** Removes everything that a run put on the machine, however the run ended. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { removeNamespaces } from '../kubernetes/deployment.js';
import { pidsOfRun } from './processes.js';
import type { Workspace } from './workspace.js';

/** How long processes that were killed may take to be gone. */
const patience = 10_000;

/**
 * Kills the run's processes, deletes its containers, and removes its cgroups, mounts and files.
 * Doing it again does no harm.
 */
export const cleanUp = async (workspace: Workspace): Promise<void> => {
  await endProcesses(() => pidsOfRun(workspace.name));
  deleteContainers(workspace);
  for (const cgroup of cgroupsNamed(workspace.name)) await removeCgroup(cgroup);
  removeFromCluster(workspace);
  unmountBelow(workspace.directory);
  // What was being written when the run was stopped may still arrive.
  rmSync(workspace.directory, { recursive: true, force: true, maxRetries: 10 });
};

/** Containers of runc keep their state where the run told them to. */
const deleteContainers = (workspace: Workspace): void => {
  const root = containerState(workspace);
  if (!existsSync(root)) return;
  for (const id of readdirSync(root)) {
    execFileSync('runc', ['--root', root, 'delete', '--force', id], { stdio: 'ignore' });
  }
};

/** @returns where runc keeps the state of the run's containers. */
export const containerState = (workspace: Workspace): string => join(workspace.directory, 'runc');

/** @returns the file in which a run on a cluster says what it has marked its namespaces with. */
export const clusterFile = (workspace: Workspace): string =>
  join(workspace.directory, 'cluster.json');

const removeFromCluster = (workspace: Workspace): void => {
  const file = clusterFile(workspace);
  if (!existsSync(file)) return;
  const mark = z.object({ context: z.string(), run: z.string() });
  const { context, run } = mark.parse(JSON.parse(readFileSync(file, 'utf8')));
  removeNamespaces(context, run);
};

/** Of version 2, and of each controller of version 1: runc makes one in all of them. */
const cgroupsNamed = (name: string): string[] => {
  const root = '/sys/fs/cgroup';
  const hierarchies = existsSync(root) ? readdirSync(root) : [];
  const places = ['', ...new Set(hierarchies.map((one) => realpathSync(join(root, one))))];
  return places.map((place) => join(place || root, name)).filter((path) => existsSync(path));
};

const endProcesses = async (find: () => readonly number[]): Promise<void> => {
  const started = performance.now();
  for (let pids = find(); pids.length > 0; pids = find()) {
    if (performance.now() - started > patience) {
      throw new Error(`These processes don't end: ${pids.join(', ')}. Kill them by hand.`);
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

/** The kernel takes a cgroup away only when all its processes are gone. */
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
