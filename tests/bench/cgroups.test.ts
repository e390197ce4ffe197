import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCgroup, pidsBelow } from '../../bench/kubernetes/cgroups.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

/** @returns a directory with cgroups, each with the processes given */
const withCgroups = (cgroups: Readonly<Record<string, readonly number[]>>): string => {
  const root = temporaryDirectory();
  for (const [path, pids] of Object.entries(cgroups)) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'cgroup.procs'), pids.map((pid) => `${pid}\n`).join(''));
  }
  return root;
};

describe('the cgroup of a pod', () => {
  it('is found at any depth', () => {
    const root = withCgroups({ 'kubepods/besteffort': [], 'kubepods/burstable/pod1': [] });
    expect(findCgroup(root, (name) => name === 'pod1')).toBe(join(root, 'kubepods/burstable/pod1'));
    expect(findCgroup(root, (name) => name === 'pod2')).toBeUndefined();
  });

  it('is found although that of another pod disappears meanwhile', () => {
    const root = withCgroups({ pod1: [], pod2: [] });
    const found = findCgroup(root, (name) => {
      if (name === 'pod1') rmSync(join(root, name), { recursive: true });
      return name === 'pod2';
    });
    expect(found).toBe(join(root, 'pod2'));
  });

  it('has the processes of those below it', () => {
    const root = withCgroups({ pod1: [], 'pod1/a': [11, 12], 'pod1/b/c': [13], 'pod1/b': [] });
    expect(pidsBelow(join(root, 'pod1')).sort()).toEqual([11, 12, 13]);
  });

  it('has no processes once it is gone', () => {
    expect(pidsBelow(join(temporaryDirectory(), 'pod1'))).toEqual([]);
  });
});
