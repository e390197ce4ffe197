import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const installed = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'takeaways', 'bin');

/**
 * @param name of a program, such as `etcd`
 * @returns its path: where the scripts in `.ci` install programs, else on the `PATH`; undefined if it is in neither
 */
export const findProgram = (name: string): string | undefined =>
  [installed, ...(process.env.PATH ?? '').split(delimiter)]
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
