/** Programs and files that contenders need. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** @returns the path of a program, or undefined if it is not on the `PATH`. */
export const findProgram = (name: string): string | undefined => findPrograms(name)[0];

/** @returns all programs of this name, in the order of the `PATH`. */
export const findPrograms = (name: string): string[] =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });

/** @returns the first line of a program's output, such as its version. */
export const firstLine = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8' }).split('\n', 1)[0] ?? '';

/** @returns the first missing program or file and how to get it, or undefined if none is missing. */
export const firstMissing = (
  wanted: readonly { readonly program?: string; readonly file?: string; readonly add: string }[],
): string | undefined => {
  const missing = wanted.find(({ program, file }) =>
    program ? !findProgram(program) : file !== undefined && !existsSync(file),
  );
  if (!missing) return undefined;
  return `${missing.program ?? missing.file} is missing. ${missing.add}`;
};

/** @returns the size of all files below a path; hard links count once. */
export const bytesBelow = (path: string, seen: Set<number> = new Set()): number => {
  const sizes = readdirSync(path, { withFileTypes: true }).map((entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return bytesBelow(inner, seen);
    if (!entry.isFile()) return 0;
    const { ino, size } = statSync(inner);
    if (seen.has(ino)) return 0;
    seen.add(ino);
    return size;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** @returns the compressed size at a high level, or undefined if zstd is not installed. */
export const compressedBytes = (file: string, format: 'gzip' | 'zstd'): number | undefined => {
  if (format === 'gzip') return gzipSync(readFileSync(file), { level: 9 }).length;
  if (!findProgram('zstd')) return undefined;
  return execFileSync('zstd', ['-19', '--quiet', '--stdout', file], { maxBuffer: 2 ** 30 }).length;
};
