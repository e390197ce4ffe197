/** Programs and files that contenders need. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findProgram } from '../../lib/programs.js';

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
