/** Bundles the source of a component with the dataset and the assets into one JavaScript module. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { dataFolder, readAbout, readDataset } from '../curation/read-dataset.js';
import { layOut } from '../src/dataset/revisions/layout.js';
import { assetsModule } from './assets/assets.js';
import { gzip, packedFunction } from './pack.js';

/** The generated module `takeaways:bundled`: the dataset laid out as a revision. */
const bundledModule = async (folder: string): Promise<string> => {
  const { version } = readAbout(folder);
  const { id, counts, layout, recordBytes, entries } = await layOut(readDataset(folder));
  const packed = [...(await entries())];
  const contents = packed.map(([suffix, bytes]) => [suffix, bytes.length]);
  const bytes = gzip(Buffer.concat(packed.map(([, entry]) => entry)));
  return `
    import { unpack } from './dataset/revisions/bundled.ts';
    const packed = ${packedFunction(bytes)};
    export const bundled = {
      ...${JSON.stringify({ id, version, counts, layout, recordBytes })},
      entries: () => unpack(${JSON.stringify(contents)}, packed),
    };`;
};

/** Generated modules by name. */
const generated: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  'takeaways:assets': assetsModule,
  'takeaways:bundled': bundledModule,
};

/** Resolves generated modules, from the dataset in `folder`. */
export const generatedModules = (folder: string = dataFolder): Plugin => ({
  name: 'generated-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^takeaways:/ }, ({ path }) => ({ path, namespace: 'generated' }));
    onLoad({ filter: /.*/, namespace: 'generated' }, async ({ path }) => ({
      contents: (await generated[path]?.(folder)) ?? '',
      resolveDir: resolve('src'),
    }));
  },
});

/**
 * Memory freed by the engine is not zeroed, and would be stored in the snapshot. New buffers, which are zeroed,
 * replace it. Measured: up to 1 MB less, without additional memory pages.
 */
const zeroFreedMemory = `
  for (let size = 256; size <= 262144; size *= 2) {
    for (let n = 0; n < 4; n++) new ArrayBuffer(size - 16);
  }
  {
    // Keep all of them, or the same memory would be reused. Measured: 180 kB less.
    const blocks = [];
    for (let n = 0; n < 32; n++) blocks.push(new Uint8Array(16384));
  }`;

/**
 * @param entry the component's entry file
 * @param folder of the dataset
 * @returns the text of one ES module
 */
export const bundleComponent = async (
  entry: string,
  version: string,
  folder: string = dataFolder,
): Promise<string> => textOf(await bundle(entry, version, folder));

/** @returns the text of a bundle with one file. */
export const textOf = ({ outputFiles }: Pick<BuildResult<{ write: false }>, 'outputFiles'>) =>
  outputFiles[0]?.text ?? '';

/** The same, with esbuild's metafile. */
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
    define: definitions(version),
    footer: { js: zeroFreedMemory },
    plugins: [generatedModules(folder), stampBuild],
    logLevel: 'warning',
  });

/** Stands for the build in a bundle, until its digest is known. */
const buildPlaceholder = '$build-of-this-bundle$';

/** @returns what a bundle knows of itself. */
export const definitions = (version: string) => ({
  componentVersion: JSON.stringify(version),
  componentBuild: JSON.stringify(buildPlaceholder),
});

/** Puts a digest of the bundle into the bundle, so that entity tags change with the code (src/http/respond.ts). */
export const stampBuild: Plugin = {
  name: 'stamp-build',
  setup: ({ onEnd }) => {
    onEnd(({ outputFiles = [] }) => {
      for (const file of outputFiles) {
        const digest = createHash('sha256').update(file.contents).digest('hex').slice(0, 8);
        file.contents = Buffer.from(file.text.replaceAll(buildPlaceholder, digest));
      }
    });
  },
};

/** Defines `require` for CommonJS packages in an ES module. */
export const requireInModules =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";
