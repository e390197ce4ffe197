/** What pods take on this machine, where it is their node. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { V1Pod } from '@kubernetes/client-node';
import { proportionalSetSize, treeOf, workingSet } from '../workspace/processes.js';

const root = '/sys/fs/cgroup';
/** Below these lie cgroups that count memory. */
const memoryRoots = [join(root, 'memory'), root];

/** What pods take together, in MiB. */
export interface PodMemory {
  /** Of every process: containers, pause, and the shim with its helpers, which no pod's cgroup counts. */
  readonly pss: number;
  readonly cgroup: number;
}

/** @returns what these pods take, or undefined where they don't run on this machine */
export const memoryOf = (pods: readonly V1Pod[]): PodMemory | undefined => {
  const cgroups = pods.map(({ metadata }) => cgroupOf(metadata?.uid ?? ''));
  const found = cgroups.filter((one) => one !== undefined);
  if (found.length < pods.length || found.length === 0) return undefined;
  return {
    pss: proportionalSetSize(pidsIn(found)),
    cgroup: found.map(workingSet).reduce((sum, one) => sum + one, 0),
  };
};

/** @returns every process of a pod on this machine: containers, pause, and the shim with its helpers */
export const pidsOf = (pod: V1Pod): number[] => {
  const cgroup = cgroupOf(pod.metadata?.uid ?? '');
  return cgroup ? pidsIn([cgroup]) : [];
};

const pidsIn = (cgroups: readonly string[]): number[] => [
  ...new Set(cgroups.flatMap(pidsBelow).map(eldestShim).flatMap(treeOf)),
];

/** The kubelet names it after the pod's UID, with underscores where systemd manages it. */
const cgroupOf = (uid: string): string | undefined => {
  const names = [`pod${uid}`, `pod${uid.replaceAll('-', '_')}.slice`];
  const start = memoryRoots.find((path) => existsSync(path));
  return start && search(start, (name) => names.some((one) => name.endsWith(one)));
};

const search = (folder: string, matches: (name: string) => boolean): string | undefined => {
  const names = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  for (const { name } of names) {
    const path = join(folder, name);
    const found = matches(name) ? path : search(path, matches);
    if (found) return found;
  }
  return undefined;
};

const pidsBelow = (cgroup: string): number[] => {
  const own = readFileSync(join(cgroup, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
  const below = readdirSync(cgroup, { withFileTypes: true }).filter((one) => one.isDirectory());
  return [...own.map(Number), ...below.flatMap(({ name }) => pidsBelow(join(cgroup, name)))];
};

/** @returns the highest shim above a process, or the process where it has none */
const eldestShim = (pid: number): number => {
  const parent = Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0);
  return read(parent, 'comm').startsWith('containerd-shim') ? eldestShim(parent) : pid;
};

/** Empty where the process has ended. */
const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};
