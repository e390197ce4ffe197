/** The memory of pods that run on this machine. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { V1Pod } from '@kubernetes/client-node';
import { type MemoryParts, memoryPartsOf, sharingOf } from '../anatomy/memory-parts.js';
import { proportionalSetSize, treeOf, workingSet } from '../workspace/processes.js';
import { findCgroup, pidsBelow } from './cgroups.js';

const root = '/sys/fs/cgroup';
/** Where cgroups with memory accounting are, in version 1 or 2. */
const memoryRoots = [join(root, 'memory'), root];

/** The memory of several pods together, in MiB. */
export interface PodMemory {
  /** Of all processes, including the pause process, and the shim with its helpers, which are outside pod cgroups. */
  readonly pss: number;
  readonly cgroup: number;
}

/** @returns undefined if one of the pods is not on this machine. */
export const memoryOf = (pods: readonly V1Pod[]): PodMemory | undefined => {
  const cgroups = pods.map(({ metadata }) => cgroupOf(metadata?.uid ?? ''));
  const found = cgroups.filter((one) => one !== undefined);
  if (found.length < pods.length || found.length === 0) return undefined;
  return {
    pss: proportionalSetSize(pidsIn(found)),
    cgroup: found.map(workingSet).reduce((sum, one) => sum + one, 0),
  };
};

/** @returns what the memory of one of the pods consists of, on average; undefined as for `memoryOf` */
export const memoryPartsOfPods = (pods: readonly V1Pod[]): MemoryParts | undefined =>
  averaged(pods, memoryPartsOf);

/** @returns how much of that is one pod's alone; undefined as for `memoryOf` */
export const sharingOfPods = (pods: readonly V1Pod[]): MemoryParts | undefined =>
  averaged(pods, sharingOf);

const averaged = (
  pods: readonly V1Pod[],
  partsOf: (pids: readonly number[]) => MemoryParts,
): MemoryParts | undefined => {
  const found = pods.map(({ metadata }) => cgroupOf(metadata?.uid ?? '')).filter(isFound);
  if (found.length < pods.length || found.length === 0) return undefined;
  const parts = partsOf(pidsIn(found));
  return Object.fromEntries(
    Object.entries(parts).map(([part, mebibytes]) => [part, mebibytes / found.length]),
  );
};

const isFound = (cgroup: string | undefined): cgroup is string => cgroup !== undefined;

/** @returns the processes of a pod on this machine, including the pause process, and the shim with its helpers. */
export const pidsOf = (pod: V1Pod): number[] => {
  const cgroup = cgroupOf(pod.metadata?.uid ?? '');
  return cgroup ? pidsIn([cgroup]) : [];
};

const pidsIn = (cgroups: readonly string[]): number[] => [
  ...new Set(cgroups.flatMap(pidsBelow).map(eldestShim).flatMap(treeOf)),
];

/** The kubelet names it after the pod's UID, with underscores if systemd manages cgroups. */
const cgroupOf = (uid: string): string | undefined => {
  const names = [`pod${uid}`, `pod${uid.replaceAll('-', '_')}.slice`];
  const start = memoryRoots.find((path) => existsSync(path));
  return start && findCgroup(start, (name) => names.some((one) => name.endsWith(one)));
};

/** @returns the topmost shim above a process, or the process itself if there is none. */
const eldestShim = (pid: number): number => {
  const parent = Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0);
  return read(parent, 'comm').startsWith('containerd-shim') ? eldestShim(parent) : pid;
};

/** @returns an empty text if the process has ended. */
const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};
