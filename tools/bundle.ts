/** Bundles the component's source, with the dataset laid out as a revision, into one JavaScript module. */
import { resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { layOut } from '../src/dataset/layout.js';
import { readAbout, readDataset } from './dataset.js';

/** The module `takeaways:bundled`: the dataset laid out as a revision. */
export const bundledModule = async (): Promise<string> => {
  const { version } = readAbout();
  const { id, counts, layout, entries } = await layOut(readDataset());
  const packed = [...(await entries())];
  const contents = packed.map(([suffix, bytes]) => [suffix, bytes.length]);
  const deflated = deflateRawSync(Buffer.concat(packed.map(([, bytes]) => bytes)), { level: 9 });
  // A comment, read from the function's own source text: the engine's heap keeps that once, but three
  // times over what stands in a string literal. Measured: 150 kB less in the component, of 350 allowed.
  return `
    import { unpack } from './dataset/packed.ts';
    function packed() {
      /*!${deflated.toString('base64')}*/
      return;
    }
    export const bundled = {
      ...${JSON.stringify({ id, version, counts, layout })},
      entries: () => unpack(${JSON.stringify(contents)}, packed.toString()),
    };`;
};

const bundledDataset: Plugin = {
  name: 'bundled-dataset',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^takeaways:bundled$/ }, ({ path }) => ({ path, namespace: 'dataset' }));
    onLoad({ filter: /.*/, namespace: 'dataset' }, async () => ({
      contents: await bundledModule(),
      resolveDir: resolve('src'),
    }));
  },
};

/**
 * @param entry the component's entry file
 * @param version what the component says its version is
 * @returns the text of one ES module
 */
export const bundleComponent = async (entry: string, version: string): Promise<string> => {
  const result: BuildResult<{ write: false }> = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    legalComments: 'inline',
    mainFields: ['module', 'main'],
    external: ['fermyon:*', 'wasi:*'],
    define: { componentVersion: JSON.stringify(version) },
    plugins: [bundledDataset],
    logLevel: 'warning',
  });
  return result.outputFiles[0]?.text ?? '';
};
