/** Bundles the component's source, with the dataset laid out as a revision, into one JavaScript module. */
import { resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { layOut } from '../src/dataset/layout.js';
import { readAbout, readDataset } from './dataset.js';

/** The longest literal: one that is longer costs the engine's heap more than the same text in pieces. */
const pieceLength = 4000;

/** The module `takeaways:bundled`: the dataset laid out as a revision. */
export const bundledModule = async (): Promise<string> => {
  const { version } = readAbout();
  const { id, counts, layout, entries } = await layOut(readDataset());
  const packed = [...(await entries())];
  const contents = packed.map(([suffix, bytes]) => [suffix, bytes.length]);
  const deflated = deflateRawSync(Buffer.concat(packed.map(([, bytes]) => bytes)), { level: 9 });
  const pieces = deflated.toString('base64').match(new RegExp(`.{1,${pieceLength}}`, 'g'));
  return `
    import { unpack } from './dataset/packed.js';
    export const bundled = {
      ...${JSON.stringify({ id, version, counts, layout })},
      entries: () => unpack(${JSON.stringify(contents)}, ${JSON.stringify(pieces)}),
    };`;
};

const bundledDataset: Plugin = {
  name: 'bundled-dataset',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^takeaways:bundled$/ }, ({ path }) => ({ path, namespace: 'dataset' }));
    onLoad({ filter: /.*/, namespace: 'dataset' }, async () => ({
      contents: await bundledModule(),
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
    mainFields: ['module', 'main'],
    external: ['fermyon:*', 'wasi:*'],
    define: { componentVersion: JSON.stringify(version) },
    plugins: [bundledDataset],
    logLevel: 'warning',
  });
  return result.outputFiles[0]?.text ?? '';
};
