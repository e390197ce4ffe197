import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { makeComponent } from '../cached-component.js';

/** Imports the built script of the service. */
const entry = './bench/contenders/mounted/mounted.js';
const bundle = 'dist/bench/components/mounted.js';

/** A variant of the service that can be served below a path. */
export const mountedComponent = 'dist/bench/components/mounted.wasm';

export const makeMountedComponent = async (): Promise<void> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    // The service carries its data in comments.
    legalComments: 'inline',
    format: 'esm',
    platform: 'neutral',
    external: ['fermyon:*', 'wasi:*'],
    write: false,
  });
  const source = outputFiles[0]?.text ?? '';
  await makeComponent(mountedComponent, source, async (witPath) => {
    writeFileSync(bundle, source);
    const { componentize } = await import('@bytecodealliance/componentize-js');
    return (await componentize({ sourcePath: bundle, witPath, worldName: 'spin' })).component;
  });
};
