/** Builds of the same sources are identical, in any folder at any time. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

const sources = [
  ...['cli', 'client', 'curation', 'data', 'engine', 'hosts', 'lib', 'src'],
  ...['LICENSE', 'package.json', 'package-lock.json', 'tsconfig.json'],
];
const folder = temporaryDirectory();

beforeAll(() => {
  for (const source of sources) cpSync(source, join(folder, source), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'cli/build.ts', '--all'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`The build failed: ${stderr}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const digestOf = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');

it.each(['takeaways.wasm', 'takeaways-quickjs.wasm', 'takeaways-wasi.wasm', 'bare-engine.wasm'])(
  'a second build of %s in another folder has the same digest',
  (file) => {
    expect(digestOf(join(folder, 'dist', file))).toBe(digestOf(join('dist', file)));
  },
);
