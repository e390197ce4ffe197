/** Programs that are installed, and their versions. */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache-folder.js';

/** Where the scripts in `.ci` install programs. */
const installedByCi = join(cacheFolder, 'bin');

/** @returns the folders that programs are looked for in: where `.ci` installs them, then the `PATH`. */
export const searchPath = (): string =>
  [installedByCi, ...(process.env.PATH ?? '').split(delimiter)].join(delimiter);

/** @returns the paths of all programs of this name, in the order of `searchPath`. */
export const findPrograms = (name: string): string[] =>
  searchPath()
    .split(delimiter)
    .map((directory) => join(directory, name))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });

/** @returns the path of the first program of this name, such as `etcd`; undefined if there is none */
export const findProgram = (name: string): string | undefined => findPrograms(name)[0];

/** One version of a program that is installed. */
export interface Installed {
  /** The path of the program. */
  readonly program: string;
  readonly version: string;
}

/**
 * @returns each installed version of a program once. `--version` must state its name and version, because
 *   unrelated programs share a name: Debian's `spin` is a model checker.
 */
export const installedVersions = (name: string): Installed[] => {
  const versions = new Map<string, Installed>();
  for (const program of findPrograms(name)) {
    const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const [, version] =
      new RegExp(`^${name}\\S* v?(\\d+\\.\\d+\\.\\d+\\S*)`).exec(stdout ?? '') ?? [];
    if (status === 0 && version && !versions.has(version))
      versions.set(version, { program, version });
  }
  return [...versions.values()];
};

/** @returns the path of the first installed version; the bare name if there is none, for the error message. */
export const programOf = (name: string): string => installedVersions(name)[0]?.program ?? name;

/** @returns the first line that a program prints, such as its version. */
export const firstLine = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8' }).split('\n', 1)[0] ?? '';
