import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

/** @returns the version that a package states. */
export const readVersion = (path = 'package.json'): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
