/** The static files of the component: those built from src/pages/assets/, and generated ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { readVersion } from '../../lib/package.js';
import type { Assets } from '../../src/http/asset.js';
import { renderDocs } from '../docs/docs-page.js';
import type { Pack } from '../engine.js';
import { makeDocument } from '../openapi/openapi-document.js';
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
export const assetsModule = async (pack: Pack): Promise<string> => {
  const entries = await Promise.all(
    Object.entries(await makeAssets()).map(
      async ([name, { path, contentType, digest, content }]) =>
        `${JSON.stringify(name)}: {
          ...${JSON.stringify({ path, contentType, digest })},
          ...${pack.expression(await content())},
        }`,
    ),
  );
  return `
    ${pack.imports}
    export const assets = { ${entries.join(',\n')} };`;
};
