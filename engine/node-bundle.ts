import { build, type Metafile } from 'esbuild';
import { readVersion } from '../lib/package.js';
import { generatedModules, requireInModules } from './bundle.js';

/** Bundles the server for plain Node with the dataset and the assets into one file. @returns esbuild's metafile */
export const bundleServer = async (outfile: string): Promise<Metafile> => {
  const { metafile } = await build({
    entryPoints: ['hosts/node/main.ts'],
    bundle: true,
    metafile: true,
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'inline',
    // Only needed on versions of Node without SQLite.
    external: ['libsql'],
    banner: { js: requireInModules },
    define: { componentVersion: JSON.stringify(readVersion()) },
    plugins: [generatedModules()],
    logLevel: 'warning',
  });
  return metafile;
};
