/** What the memory of a process and of all that it started comes to, on Linux. */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Pages of files are left out: other programs that map the same files, such as a second Node.js, change a process's
 * share of them.
 *
 * @returns the proportional set size without pages of files, in MiB; undefined where there is no such process, or no
 *   /proc
 */
export const memoryOf = (pid: number): number | undefined => {
  try {
    const kibibytes = familyOf(pid).reduce((sum, member) => sum + ownMemoryOf(member), 0);
    return kibibytes > 0 ? kibibytes / 1024 : undefined;
  } catch {
    return undefined;
  }
};

const familyOf = (pid: number): number[] => {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
  return [pid, ...children.flatMap(familyOf)];
};

const ownMemoryOf = (pid: number): number =>
  [
    ...readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(
      /^Pss_(?:Anon|Shmem):\s+(\d+) kB$/gm,
    ),
  ].reduce((sum, [, kibibytes]) => sum + Number(kibibytes), 0);
