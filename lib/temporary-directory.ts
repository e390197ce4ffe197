import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './ending.js';

/** @returns a new, empty directory, which is removed when this process ends. */
export const temporaryDirectory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'takeaways-'));
  // A server that was killed just before may still be writing.
  atEnd(() => rmSync(path, { recursive: true, force: true, maxRetries: 10 }));
  return path;
};
