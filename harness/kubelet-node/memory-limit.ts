/** A node that has less memory than this machine, for as much as its processes and pods are concerned. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { controlGroups } from './control-groups.js';

/** The group of the node's own processes, in the node's view. */
const own = 'system';

const limits = ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes'] as const;

/** @returns where this machine accounts for memory, if its control groups have version 1 */
const groupOf = (name: string): string | undefined =>
  controlGroups(name).find((directory) => existsSync(join(dirname(directory), limits[0])));

/** What this machine lacks to limit a node's memory, each with how to get it. Empty: nothing. */
export const missingForMemoryLimit: readonly string[] =
  existsSync('/proc/self/mounts') && groupOf('any')
    ? []
    : ['control groups of version 1 (boot Linux with systemd.unified_cgroup_hierarchy=0)'];

/** A control group whose memory is limited. */
export interface MemoryLimit {
  readonly mebibytes: number;
  /** Its directory on this machine. */
  readonly group: string;
  /** The group of the node's own processes, as seen in the node. */
  readonly own: string;
}

/**
 * Makes a control group whose memory is limited, swap included.
 *
 * @throws Error where this machine can't
 */
export const limitMemory = (name: string, mebibytes: number): MemoryLimit => {
  const group = groupOf(name);
  if (!group) throw new Error(`For a node with less memory, get: ${missingForMemoryLimit}`);
  // The kubelet looks for the node's name, and finds it in what the node sees as the root.
  for (const inner of [own, name]) mkdirSync(join(group, inner), { recursive: true });
  for (const limit of limits.map((file) => join(group, file)).filter(existsSync)) {
    writeFileSync(limit, `${mebibytes}M`);
  }
  return { mebibytes, group, own: join(dirname(group), own) };
};
