/** What the memory of a process and of all that it started comes to, on Linux. */
import { readdirSync, readFileSync } from 'node:fs';

/** @returns the proportional set size in MiB; undefined where there is no such process, or no /proc. */
export const memoryOf = (pid: number): number | undefined => {
  try {
    const kibibytes = familyOf(pid).reduce((sum, member) => sum + pssOf(member), 0);
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

const pssOf = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
