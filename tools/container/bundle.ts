import { build } from 'esbuild';
import { madeModules, requireInModules } from '../bundle.js';
import { readVersion } from '../package.js';

/**
 * Bundles the server for plain Node, with the dataset and the assets, into one file.
 *
 * @param outfile where it goes
 */
export const bundleServer = async (outfile: string): Promise<void> => {
  await build({
    entryPoints: ['runtimes/container/main.ts'],
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'inline',
    // Only where Node has no SQLite of its own.
    external: ['libsql'],
    banner: { js: requireInModules },
    define: { componentVersion: JSON.stringify(readVersion()) },
    plugins: [madeModules()],
    logLevel: 'warning',
  });
};
