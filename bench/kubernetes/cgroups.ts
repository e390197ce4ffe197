/** Walks control groups, which come and go with their pods meanwhile. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns the first cgroup below another whose name matches; undefined if there is none */
export const findCgroup = (
  cgroup: string,
  matches: (name: string) => boolean,
): string | undefined => {
  for (const name of namesIn(cgroup)) {
    const path = join(cgroup, name);
    const found = matches(name) ? path : findCgroup(path, matches);
    if (found) return found;
  }
  return undefined;
};

/** @returns the processes in a cgroup and in those below it; none if it is gone */
export const pidsBelow = (cgroup: string): number[] => {
  const own = unlessGone(() => readFileSync(join(cgroup, 'cgroup.procs'), 'utf8')) ?? '';
  return [
    ...own.split('\n').filter(Boolean).map(Number),
    ...namesIn(cgroup).flatMap((name) => pidsBelow(join(cgroup, name))),
  ];
};

const namesIn = (cgroup: string): string[] =>
  (unlessGone(() => readdirSync(cgroup, { withFileTypes: true })) ?? [])
    .filter((one) => one.isDirectory())
    .map(({ name }) => name);

/** @returns undefined if what is read is gone: as a file, or as the cgroup behind an open file */
const unlessGone = <Content>(read: () => Content): Content | undefined => {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
};
