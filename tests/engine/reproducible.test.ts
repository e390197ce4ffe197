/** Builds of the same sources are identical, in any folder at any time; with QuickJS but for a few bytes of memory. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeMemory } from '../../engine/quickjs/memory/component-memory.js';
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

it.each(['takeaways.wasm', 'takeaways-quickjs.js', 'takeaways-wasi.wasm', 'bare-engine.wasm'])(
  'a second build of %s in another folder has the same digest',
  (file) => {
    expect(digestOf(join(folder, 'dist', file))).toBe(digestOf(join('dist', file)));
  },
);

describe('a second build of takeaways-quickjs.wasm in another folder', () => {
  const file = 'takeaways-quickjs.wasm';
  /** @returns the memory that a component begins with, and the component without it */
  const takeApart = (path: string) => {
    const copies: Uint8Array[] = [];
    const rest = changeMemory(readFileSync(path), (image) => {
      copies.push(image.slice());
      image.fill(0);
    });
    return { rest, memory: copies[0] ?? new Uint8Array() };
  };

  it('differs in nothing but memory, and there in less than one byte of a thousand', () => {
    const [one, other] = [takeApart(join('dist', file)), takeApart(join(folder, 'dist', file))];
    expect(one.rest.equals(other.rest)).toBe(true);
    expect(one.memory.length).toBe(other.memory.length);
    const different = one.memory.filter((byte, index) => byte !== other.memory[index]).length;
    expect(different).toBeLessThan(one.memory.length / 1000);
  });
});
