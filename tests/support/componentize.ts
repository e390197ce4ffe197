import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { worldName, writeWit } from '../../tools/wit.js';

const outDir = 'dist/guests';
const engine = 'node_modules/@bytecodealliance/componentize-js/package.json';

/**
 * Makes a component out of a guest that tests use, unless that has been done for this source before.
 *
 * @param sourcePath a JavaScript module that listens for `fetch`
 * @returns path of the component
 */
export async function componentizeGuest(sourcePath: string): Promise<string> {
  mkdirSync(outDir, { recursive: true });
  const wit = writeWit(join(outDir, 'wit'));
  const identity = [readFileSync(sourcePath), readFileSync(engine), wit];
  const digest = createHash('sha256').update(identity.join('\0')).digest('hex').slice(0, 16);
  const path = join(outDir, `${basename(sourcePath, '.js')}-${digest}.wasm`);
  if (existsSync(path)) return path;

  const { componentize } = await import('@bytecodealliance/componentize-js');
  const { component } = await componentize({
    sourcePath,
    witPath: join(outDir, 'wit'),
    worldName,
  });
  // Whole or not at all: another test may look for it at the same time.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, component);
  renameSync(draft, path);
  return path;
}
