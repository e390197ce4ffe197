import { copyFileSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { transpileComponent } from '../../../hosts/local/guest/transpile.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { componentizeGuest } from '../../support/componentize.js';

let trapping: string;
let other: string;

beforeAll(async () => {
  trapping = await componentizeGuest('tests/hosts/local/guests/trap.wat');
  other = await componentizeGuest('tests/hosts/local/guests/guest.js');
});

/** @returns whether the component was transpiled, rather than found up to date. */
const transpiles = async (wasm: string): Promise<boolean> => {
  let transpiled = false;
  await transpileComponent(wasm, undefined, () => {
    transpiled = true;
  });
  return transpiled;
};

test('a component is transpiled once per content', async () => {
  const wasm = join(temporaryDirectory(), 'a.wasm');
  copyFileSync(trapping, wasm);
  expect(await transpiles(wasm)).toBe(true);
  expect(await transpiles(wasm)).toBe(false);

  utimesSync(wasm, 1, 1);
  expect(await transpiles(wasm)).toBe(false);

  copyFileSync(other, wasm);
  expect(await transpiles(wasm)).toBe(true);
});

test('hosts that start at once end up with one result, and leave nothing else', async () => {
  const directory = temporaryDirectory();
  const wasm = join(directory, 'a.wasm');
  copyFileSync(trapping, wasm);
  const results = await Promise.all(Array.from({ length: 4 }, () => transpileComponent(wasm)));
  expect(new Set(results.map((result) => result.directory)).size).toBe(1);
  expect(readdirSync(join(directory, 'transpiled'))).toEqual(['a']);
  expect(await transpiles(wasm)).toBe(false);

  copyFileSync(other, wasm);
  await Promise.all(Array.from({ length: 4 }, () => transpileComponent(wasm)));
  expect(readdirSync(join(directory, 'transpiled'))).toEqual(['a']);
});

test('the result is next to the component, and lists its imports', async () => {
  const directory = temporaryDirectory();
  copyFileSync(trapping, join(directory, 'a.wasm'));
  expect(await transpileComponent(join(directory, 'a.wasm'))).toMatchObject({
    directory: join(directory, 'transpiled', 'a'),
    imports: ['wasi:http/types'],
  });
});

test('the error for a missing component names it', async () => {
  await expect(transpileComponent('/nowhere/a.wasm')).rejects.toThrow(/\/nowhere\/a.wasm/);
});
