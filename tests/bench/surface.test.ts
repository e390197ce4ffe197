/** Counts of imports, system calls and packages for known inputs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { componentEmbed, componentNew } from '@bytecodealliance/jco';
import { expect, it } from 'vitest';
import { bundledPackages } from '../../bench/surface/bundled-packages.js';
import { importedFunctions } from '../../bench/surface/component-imports.js';
import { namesIn } from '../../bench/surface/system-calls.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

const wit = `package test:surface;
interface things {
  resource thing { constructor(); name: func() -> string; make: static func() -> thing; }
  count: func() -> u32;
}
interface offered { run: func(); }
world known { import things; export offered; }`;

it('the imported functions of a component are counted, not the exported ones', async () => {
  const file = join(temporaryDirectory(), 'known.wasm');
  const core = await componentEmbed({ witSource: wit, dummy: true, world: 'known' });
  writeFileSync(file, await componentNew(core, []));
  expect((await importedFunctions(file)).sort()).toEqual([
    'test:surface/things#[constructor]thing',
    'test:surface/things#[method]thing.name',
    'test:surface/things#[static]thing.make',
    'test:surface/things#count',
  ]);
});

it('system calls are read from the header', () => {
  const header = '#define _ASM_UNISTD_64_H\n#define __NR_read 0\n#define __NR_write 1\n';
  expect(namesIn(header)).toEqual(['read', 'write']);
});

it('each package with code in the bundle counts once, by its innermost folder', () => {
  const file = (bytesInOutput: number) => ({ bytesInOutput });
  const inputs = {
    'src/app.ts': file(10),
    'node_modules/one/a.js': file(10),
    'node_modules/one/b.js': file(10),
    'node_modules/one/node_modules/@two/three/index.js': file(10),
    'node_modules/unused/index.js': file(0),
  };
  const output = { bytes: 40, inputs, exports: [], imports: [] };
  expect(bundledPackages({ outputs: { 'out.js': output } })).toEqual(['one', '@two/three']);
});
