import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { treeOf } from '../../../bench/processes.js';

/**
 * Finds every process that a pod costs: those of its containers, the one that holds its namespaces, and its
 * shim with the helpers of that, which the node keeps outside of the pod's control group.
 *
 * @param uid the pod's
 * @returns process identifiers on this machine
 */
export function processesOfPod(uid: string): number[] {
  const inPod = readdirSync('/proc').filter((pid) => read(pid, 'cgroup').includes(`pod${uid}`));
  return [...new Set(inPod.map(Number).map(eldest))].flatMap(treeOf);
}

/** @returns the highest shim above a process, or else the process */
function eldest(pid: number): number {
  const parent = Number(/^PPid:\s+(\d+)/m.exec(read(`${pid}`, 'status'))?.[1]);
  return read(`${parent}`, 'comm').startsWith('containerd-shim') ? eldest(parent) : pid;
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // No process, or one that has ended.
  }
}

/** @returns the names of the programs that processes run */
export const programsOf = (pids: readonly number[]): string[] =>
  pids.map((pid) => basename(read(`${pid}`, 'cmdline').split('\0')[0] ?? ''));
