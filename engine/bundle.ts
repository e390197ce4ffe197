/** Bundles the component's source, with the dataset laid out as a revision and the assets, into one JavaScript module. */
import { resolve } from 'node:path';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { dataFolder, readAbout, readDataset } from '../curation/read-dataset.js';
import { layOut } from '../src/dataset/revisions/layout.js';
import { assetsModule } from './assets/assets.js';
import { gzip, packedFunction } from './pack.js';

/** The module `takeaways:bundled`: the dataset laid out as a revision. */
const bundledModule = async (folder: string): Promise<string> => {
  const { version } = readAbout(folder);
  const { id, counts, layout, entries } = await layOut(readDataset(folder));
  const packed = [...(await entries())];
  const contents = packed.map(([suffix, bytes]) => [suffix, bytes.length]);
  const bytes = gzip(Buffer.concat(packed.map(([, entry]) => entry)));
  return `
    import { unpack } from './dataset/revisions/bundled.ts';
    const packed = ${packedFunction(bytes)};
    export const bundled = {
      ...${JSON.stringify({ id, version, counts, layout })},
      entries: () => unpack(${JSON.stringify(contents)}, packed),
    };`;
};

/** The modules that are made rather than read, by name. */
const made: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  'takeaways:assets': assetsModule,
  'takeaways:bundled': bundledModule,
};

/** Resolves the modules that are made, from the dataset in `folder`. */
export const generatedModules = (folder: string = dataFolder): Plugin => ({
  name: 'made-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^takeaways:/ }, ({ path }) => ({ path, namespace: 'made' }));
    onLoad({ filter: /.*/, namespace: 'made' }, async ({ path }) => ({
      contents: (await made[path]?.(folder)) ?? '',
      resolveDir: resolve('src'),
    }));
  },
});

/**
 * What the engine has freed by the end of the script is not zeroed, and would go into the snapshot that
 * makes the component. Buffers of many sizes take its place, which are. Measured: up to 1 MB less, and no
 * page of memory more.
 */
const zeroFreedMemory = `
  for (let size = 256; size <= 262144; size *= 2) {
    for (let n = 0; n < 4; n++) new ArrayBuffer(size - 16);
  }
  {
    // All at once, for what is let go of is taken again. Measured: 180 kB less.
    const blocks = [];
    for (let n = 0; n < 32; n++) blocks.push(new Uint8Array(16384));
  }`;

/**
 * @param entry the component's entry file
 * @param version what the component says its version is
 * @param folder where the dataset lies that goes into it
 * @returns the text of one ES module
 */
export const bundleComponent = async (
  entry: string,
  version: string,
  folder: string = dataFolder,
): Promise<string> => textOf(await bundle(entry, version, folder));

/** @returns the text of a bundle that is one file. */
export const textOf = ({ outputFiles }: Pick<BuildResult<{ write: false }>, 'outputFiles'>) =>
  outputFiles[0]?.text ?? '';

/** The same, with what esbuild says of it: which files came into it. */
export const bundle = (entry: string, version: string, folder: string = dataFolder) =>
  build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    legalComments: 'inline',
    mainFields: ['module', 'main'],
    external: ['fermyon:*', 'wasi:*'],
    // What the service makes of Fetch's classes it makes of ours.
    inject: ['src/wasi-http/messages.ts'],
    define: { componentVersion: JSON.stringify(version) },
    footer: { js: zeroFreedMemory },
    plugins: [generatedModules(folder)],
    logLevel: 'warning',
  });

/** What CommonJS packages in a bundle of ES modules need. */
export const requireInModules =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";
