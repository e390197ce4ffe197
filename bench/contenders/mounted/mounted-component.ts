import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { makeComponent } from '../cached-component.js';

const prelude = './bench/contenders/mounted/prelude.js';
/** The built script of the service. */
const service = './dist/takeaways.js';
const bundle = 'dist/bench/components/mounted.js';

/** A variant of the service that can be served below a path. */
export const mountedComponent = 'dist/bench/components/mounted.wasm';

export const makeMountedComponent = async (): Promise<void> => {
  const { outputFiles } = await build({
    stdin: { contents: `import '${prelude}'; import '${service}';`, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    external: ['fermyon:*'],
    write: false,
  });
  const source = outputFiles[0]?.text ?? '';
  await makeComponent(mountedComponent, source, async (witPath) => {
    writeFileSync(bundle, source);
    const { componentize } = await import('@bytecodealliance/componentize-js');
    return (await componentize({ sourcePath: bundle, witPath, worldName: 'spin' })).component;
  });
};
