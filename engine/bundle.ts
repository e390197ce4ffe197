/** Bundles the source of a component with the dataset and the assets into one JavaScript module. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { dataFolder, readAbout, readDataset } from '../curation/read-dataset.js';
import { layOut } from '../src/dataset/revisions/layout.js';
import { assetsModule } from './assets/assets.js';
import type { Engine, Pack } from './engine.js';
import { inComment } from './starlingmonkey/pack.js';
import { starlingMonkey } from './starlingmonkey/starlingmonkey.js';

/** The generated module `takeaways:bundled`: the dataset laid out as a revision. */
const bundledModule = async (pack: Pack, folder: string): Promise<string> => {
  const { version } = readAbout(folder);
  const { id, counts, layout, recordBytes, entries } = await layOut(readDataset(folder));
  const packed = [...(await entries())];
  const contents = packed.map(([suffix, bytes]) => [suffix, bytes.length]);
  const content = Buffer.concat(packed.map(([, entry]) => entry));
  return `
    ${pack.imports}
    import { unpack } from './dataset/revisions/bundled.ts';
    const packed = ${pack.contentOnly(content)};
    export const bundled = {
      ...${JSON.stringify({ id, version, counts, layout, recordBytes })},
      entries: () => unpack(${JSON.stringify(contents)}, packed),
    };`;
};

/** Generated modules by name. */
const generated: Readonly<Record<string, (pack: Pack, folder: string) => Promise<string>>> = {
  'takeaways:assets': assetsModule,
  'takeaways:bundled': bundledModule,
};

/**
 * Resolves generated modules.
 *
 * @param pack how content gets into them
 * @param folder of the dataset
 */
export const generatedModules = (pack: Pack = inComment, folder: string = dataFolder): Plugin => ({
  name: 'generated-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^takeaways:/ }, ({ path }) => ({ path, namespace: 'generated' }));
    onLoad({ filter: /.*/, namespace: 'generated' }, async ({ path }) => ({
      contents: (await generated[path]?.(pack, folder)) ?? '',
      resolveDir: resolve('src'),
    }));
  },
});

/** What a bundle is made for, and from. */
export interface BundleOptions {
  readonly engine?: Engine;
  /** What the component says its version is. */
  readonly version: string;
  /** Where the dataset lies that goes into it. */
  readonly folder?: string;
  /** Whether it rehearses the service's requests. */
  readonly isRehearsed?: boolean;
}

/**
 * @param entry the component's entry file
 * @returns the text of one ES module
 */
export const bundleComponent = async (entry: string, options: BundleOptions): Promise<string> =>
  textOf(await bundle(entry, options));

/** @returns the text of a bundle with one file. */
export const textOf = ({ outputFiles }: Pick<BuildResult<{ write: false }>, 'outputFiles'>) =>
  outputFiles[0]?.text ?? '';

/** The same, with esbuild's metafile. */
export const bundle = (
  entry: string,
  { engine = starlingMonkey, version, folder, isRehearsed = false }: BundleOptions,
) => {
  const { plugins = [], ...bundling } = engine.bundling(entry, isRehearsed);
  return build({
    ...bundling,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    legalComments: 'inline',
    mainFields: ['module', 'main'],
    define: { ...definitions(version), u64: engine.u64 },
    plugins: [...plugins, generatedModules(engine.pack, folder), stampBuild],
    logLevel: 'warning',
  });
};

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
