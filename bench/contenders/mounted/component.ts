import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { makeComponent } from '../componentize.js';

const prelude = './bench/contenders/mounted/prelude.js';
/** The script that the component is made from. */
const service = './dist/takeaways.js';
const bundle = 'dist/bench/components/mounted.js';

/** The service, made to be served below a path. */
export const mountedComponent = 'dist/bench/components/mounted.wasm';

/** Makes `mountedComponent` out of the built service. */
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
