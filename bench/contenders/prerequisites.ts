/** Programs and files that contenders need. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Runtime } from '../../harness/runtime.js';
import { findProgram } from '../../lib/programs.js';

/** A runtime, program or file, and how to get it. */
interface Prerequisite {
  readonly runtime?: Pick<Runtime, 'id' | 'installed'>;
  readonly program?: string;
  readonly file?: string;
  readonly add: string;
}

const isMissing = ({ runtime, program, file }: Prerequisite): boolean => {
  if (runtime) return runtime.installed().length === 0;
  if (program) return !findProgram(program);
  return file !== undefined && !existsSync(file);
};

/** @returns the first that is missing and how to get it, or undefined if none is missing. */
export const firstMissing = (wanted: readonly Prerequisite[]): string | undefined => {
  const missing = wanted.find(isMissing);
  if (!missing) return undefined;
  return `${missing.runtime?.id ?? missing.program ?? missing.file} is missing. ${missing.add}`;
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
