import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeComponent } from '../componentize.js';

const source = 'bench/contenders/noop/noop.wat';

/** A component in WebAssembly's own text format. */
export const noopComponent = 'dist/bench/components/noop.wasm';

/** Makes `noopComponent` by embedding the world in the core module, and lifting that. */
export async function makeNoop(): Promise<void> {
  const text = readFileSync(source, 'utf8');
  await makeComponent(noopComponent, text, async (wit) => {
    const { componentEmbed, componentNew, parse } = await import('@bytecodealliance/jco');
    const embedded = await componentEmbed({
      binary: await parse(text),
      witSource: inOneFile(wit),
      world: 'spin',
    });
    return componentNew(embedded, []);
  });
}

/** The WIT package with those that it depends on nested in it, for a tool that reads no directories. */
function inOneFile(folder: string): string {
  const nested = readdirSync(join(folder, 'deps')).map((name) => {
    const text = readFileSync(join(folder, 'deps', name, 'package.wit'), 'utf8');
    return `${text.replace(/^package (.*);$/m, 'package $1 {')}\n}`;
  });
  return [readFileSync(join(folder, 'world.wit'), 'utf8'), ...nested].join('\n');
}
