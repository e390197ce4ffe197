/** The build puts a digest of the code into the code, which strong entity tags depend on. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { expect, it } from 'vitest';
import { definitions, stampBuild } from '../../engine/bundle.js';

const page = 'src/pages/claims/claims-view.ts';

/** @returns the digest in a bundle of the claims page, with changed markup if asked for. */
const digestOf = async (change = (source: string) => source): Promise<string> => {
  const changed: Plugin = {
    name: 'changed',
    setup: ({ onLoad }) => {
      onLoad({ filter: /claims-view\.ts$/ }, () => ({
        contents: change(readFileSync(page, 'utf8')),
        loader: 'ts',
        resolveDir: dirname(page),
      }));
    },
  };
  const { outputFiles } = await build({
    stdin: {
      contents: `export { renderClaims } from './${page}'; export const digest = componentBuild;`,
      resolveDir: '.',
    },
    bundle: true,
    write: false,
    format: 'esm',
    define: definitions('1.0.0'),
    plugins: [changed, stampBuild],
  });
  const [, digest = ''] = /digest = "([0-9a-f]{8})"/.exec(outputFiles[0]?.text ?? '') ?? [];
  expect(digest).not.toBe('');
  return digest;
};

it('The digest is the same for the same sources', async () => {
  expect(await digestOf()).toBe(await digestOf());
});

it('The digest is another if the markup of a page changes', async () => {
  expect(await digestOf((source) => source.replaceAll('h1>', 'h2>'))).not.toBe(await digestOf());
});
