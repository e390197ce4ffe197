/** Bundles the component's source, with the dataset laid out as a revision, into one JavaScript module. */
import { type BuildResult, build, type Plugin } from 'esbuild';
import { layOut } from '../src/dataset/layout.js';
import { readAbout, readDataset } from './dataset.js';

/** Whether `bytes` are text: what is not goes into the bundle as base64. */
const isText = (bytes: Uint8Array): boolean => {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
};

const literal = (bytes: Uint8Array): string =>
  isText(bytes)
    ? `text(${JSON.stringify(new TextDecoder().decode(bytes))})`
    : `binary(${JSON.stringify(Buffer.from(bytes).toString('base64'))})`;

/** The module `takeaways:bundled`. */
export const bundledModule = async (): Promise<string> => {
  const { version } = readAbout();
  const { id, counts, layout, entries } = await layOut(readDataset());
  const lines = [...entries()].map(([suffix, value]) => `["${suffix}", ${literal(value)}]`);
  // The entries stand in a function: the engine keeps their text once, and parses it when it is needed.
  return `
    const text = (characters) => new TextEncoder().encode(characters);
    const binary = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    export const bundled = {
      ...${JSON.stringify({ id, version, counts, layout })},
      entries: () => [${lines.join(',\n')}],
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
