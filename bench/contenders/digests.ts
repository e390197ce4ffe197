import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** @returns the digest of a component file, as a run records it. */
export const digestsOf = (component: string): Readonly<Record<string, string>> => ({
  component: `sha256:${createHash('sha256').update(readFileSync(component)).digest('hex')}`,
});
