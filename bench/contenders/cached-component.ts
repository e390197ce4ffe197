import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from '../../engine/engine.js';
import { writeWit } from '../../engine/wit.js';
import { readVersion } from '../../lib/package.js';

/**
 * Makes a component, unless `target` was made from the same source and tools.
 *
 * @param engine whose tool makes it
 * @param make gets the directory of the WIT package
 */
export const makeComponent = async (
  target: string,
  source: string,
  engine: Engine,
  make: (wit: string) => Promise<Uint8Array>,
): Promise<void> => {
  mkdirSync(dirname(target), { recursive: true });
  const wit = join(dirname(target), 'wit', engine.id);
  const jco = readVersion('node_modules/@bytecodealliance/jco/package.json');
  const key = createHash('sha256')
    .update([source, writeWit(wit, engine), await engine.identity(), jco].join('\0'))
    .digest('hex');
  const keyFile = `${target}.key`;
  if (existsSync(target) && existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) return;
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, await make(wit));
  renameSync(draft, target);
  writeFileSync(keyFile, key);
};
