/** The static files of the component: those built from src/pages/assets/, and generated ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { readVersion } from '../../lib/package.js';
import type { Assets } from '../../src/http/asset.js';
import { renderDocs } from '../docs/docs-page.js';
import { makeDocument } from '../openapi/openapi-document.js';
import { packedFunction } from '../pack.js';
import { makeAsset } from './asset-file.js';

const folder = 'src/pages/assets';

/**
 * Bundles and minifies styles and scripts (`x.css`, `x.ts`), and gives them paths with a digest of their content.
 * Other files are served unchanged by their routes.
 *
 * @returns the assets by name, such as `x.js` for `x.ts`
 */
export const makeAssets = async (): Promise<Assets> => {
  const files = await Promise.all(readdirSync(folder).sort().map(readAsset));
  const assets = Object.fromEntries(files.map(([name, content]) => makeAsset(name, content)));
  const document = await makeDocument(readVersion());
  return {
    ...assets,
    ...Object.fromEntries([
      makeAsset('openapi.json', JSON.stringify(document)),
      makeAsset('docs.html', renderDocs(document, assets)),
    ]),
  };
};

const readAsset = async (name: string): Promise<[name: string, content: string]> => {
  const path = join(folder, name);
  if (!['.css', '.ts'].includes(extname(name))) return [name, readFileSync(path, 'utf8')];
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    outdir: '.',
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    minify: true,
    logLevel: 'warning',
  });
  return [name.replace(/\.ts$/, '.js'), outputFiles[0]?.text ?? ''];
};

/** The generated module `takeaways:assets`. */
export const assetsModule = async (): Promise<string> => {
  const entries = Object.entries(await makeAssets()).map(
    ([name, { path, contentType, digest, gzip }]) => {
      const [first, ...texts] = [name, path, contentType, digest].map((text) =>
        JSON.stringify(text),
      );
      return `${first}: packedAsset(${texts.join()}, ${packedFunction(gzip())})`;
    },
  );
  return `
    import { packedAsset } from './http/asset.ts';
    export const assets = { ${entries.join(',\n')} };`;
};
