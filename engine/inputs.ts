import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** @returns the files at and below `path` in a fixed order, except node_modules. */
const filesBelow = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .filter((name) => name !== 'node_modules')
        .flatMap((name) => filesBelow(join(path, name)))
    : [path];

/** @returns a digest of names and contents of all files at and below `paths`. */
export const digestOfFiles = (paths: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesBelow)) hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
};
