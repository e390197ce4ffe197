import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { readVersion } from '../lib/package.js';
import { definitions, generatedModules, requireInModules, stampBuild } from './bundle.js';

/** Bundles the server for plain Node with the dataset and the assets into one file. @returns esbuild's metafile */
export const bundleServer = async (outfile: string): Promise<Metafile> => {
  const { metafile, outputFiles } = await build({
    entryPoints: ['hosts/node/main.ts'],
    bundle: true,
    metafile: true,
    write: false,
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'inline',
    // Only needed on versions of Node without SQLite.
    external: ['libsql'],
    banner: { js: requireInModules },
    define: definitions(readVersion()),
    plugins: [generatedModules(), stampBuild],
    logLevel: 'warning',
  });
  mkdirSync(dirname(outfile), { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  return metafile;
};
