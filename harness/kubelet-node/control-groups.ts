import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** @returns its directory in each hierarchy: there is one in version 2, one for each controller in version 1 */
export const controlGroups = (name: string): string[] =>
  readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .map(([, root = '']) => join(root, name));

/** Makes a control group at the root of every hierarchy. */
export const makeControlGroup = (name: string): void => {
  for (const directory of controlGroups(name)) mkdirSync(directory, { recursive: true });
};

/** Removes a control group with all in it from every hierarchy. Its processes have to be gone. */
export const removeControlGroup = (name: string): void => {
  for (const directory of controlGroups(name)) if (existsSync(directory)) remove(directory);
};

const remove = (directory: string): void => {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) remove(join(directory, entry.name));
  }
  rmdirSync(directory);
};
