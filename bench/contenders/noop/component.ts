import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeComponent } from '../componentize.js';

const source = 'bench/contenders/noop/noop.wat';

/** A component in WebAssembly's own text format. */
export const noopComponent = 'dist/bench/components/noop.wasm';

/** Makes `noopComponent` by embedding the WIT world and lifting the core module. */
export async function makeNoop(): Promise<void> {
  const text = readFileSync(source, 'utf8');
  await makeComponent(noopComponent, text, async (witPath) => {
    const { componentEmbed, componentNew, parse } = await import('@bytecodealliance/jco');
    const embedded = await componentEmbed({ binary: await parse(text), witPath: resolve(witPath) });
    return componentNew(embedded);
  });
}
