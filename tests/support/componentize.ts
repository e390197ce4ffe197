import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { build } from 'esbuild';
import { type World, writeWit } from '../../engine/wit.js';

const outDir = 'dist/guests';
const worldName: World = 'spin';
const engine = 'node_modules/@bytecodealliance/componentize-js/package.json';

/**
 * Builds a component from a test guest, unless it has been built from the same source before.
 *
 * @param sourcePath a JavaScript module that listens for `fetch`, or a component in the text format
 * @returns the path of the component
 */
export const componentizeGuest = async (sourcePath: string): Promise<string> => {
  mkdirSync(outDir, { recursive: true });
  const wit = writeWit(join(outDir, 'wit'));
  const identity = [readFileSync(sourcePath), readFileSync(engine), wit];
  const digest = createHash('sha256').update(identity.join('\0')).digest('hex').slice(0, 16);
  const path = join(outDir, `${parse(sourcePath).name}-${digest}.wasm`);
  if (existsSync(path)) return path;

  const component = sourcePath.endsWith('.wat')
    ? await (await import('@bytecodealliance/jco')).parse(readFileSync(sourcePath, 'utf8'))
    : await componentizeScript(sourcePath);
  // Rename atomically: another test may look for the file at the same time.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, component);
  renameSync(draft, path);
  return path;
};

const componentizeScript = async (sourcePath: string): Promise<Uint8Array> => {
  const { componentize } = await import('@bytecodealliance/componentize-js');
  const made = await componentize({ sourcePath, witPath: join(outDir, 'wit'), worldName });
  return made.component;
};

/**
 * Bundles a TypeScript guest.
 *
 * @param sourcePath its entry file
 * @returns the path of one JavaScript module, for `componentizeGuest`
 */
export const bundleGuest = async (sourcePath: string): Promise<string> => {
  const outfile = join(outDir, `${parse(sourcePath).name}.js`);
  await build({
    entryPoints: [sourcePath],
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'neutral',
    external: ['fermyon:*', 'wasi:*'],
    logLevel: 'warning',
  });
  return outfile;
};
