/** `npm run golden`: keeps the code of a release in one file, and a store as that code writes it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { build } from 'esbuild';
import { idOf, manifestOf } from '../../src/dataset/revisions/content-manifest.js';
import { datasetOf, takeaway } from '../dataset/support.js';
import { createCountingStore } from '../support/stores/counting-store.js';
import { type GoldenStore, type ReleasedCode, releasesFolder } from './released.js';

const { source } = new Command('golden')
  .description(`Adds the release in a source tree to ${releasesFolder}.`)
  .option('--source <path>', 'the tree of the release', '.')
  .addHelpText('after', '\nExamples:\n  npm run golden\n  npm run golden -- --source ../release')
  .parse()
  .opts<{ source: string }>();

const token = 'golden';
const authorization = { authorization: `Bearer ${token}`, 'if-match': '*' };

/** @returns edition `number`, without what releases have added to datasets since the first. */
const editionOf = (number: number) => {
  const ids = ['wasm', 'mesh', 'policy', 'storage', 'cost'];
  const {
    talks: _,
    people: __,
    ...dataset
  } = datasetOf(
    ids.map((id, place) =>
      takeaway({
        id: `${id}-${number}`,
        event: `event-202${2 + (place % 3)}`,
        topic: place % 2 ? 'mesh' : 'wasm',
        title: `What edition ${number} says about ${id}`,
        technologies: place % 2 ? ['cilium'] : ['istio', 'spin'],
      }),
    ),
  );
  return dataset as ReturnType<typeof datasetOf>;
};

const bundleCode = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { createApp } from './src/app.ts';
        export { layOut } from './src/dataset/revisions/layout.ts';`,
      resolveDir: resolve(source),
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    minify: true,
    legalComments: 'inline',
  });
  return outputFiles[0]?.text ?? '';
};

const writeStore = async ({ createApp, layOut }: ReleasedCode): Promise<GoldenStore> => {
  const store = createCountingStore();
  const bundled = { ...(await layOut(editionOf(0))), version: 1 };
  const app = createApp({
    store,
    bundled,
    assets: {},
    log: () => {},
    version: '0.0.0-golden',
    build: 'golden',
    publishToken: () => token,
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  const ask = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await app(new Request(`http://golden.test${path}`, init));
    if (response.status !== 200) {
      throw new Error(`${path} got ${response.status}: ${await response.text()}`);
    }
    return response;
  };
  const put = (path: string, type: string, body: BodyInit) =>
    ask(path, { method: 'PUT', headers: { ...authorization, 'content-type': type }, body });

  await ask('/readyz');
  const published = await put('/v1/dataset', 'application/json', JSON.stringify(editionOf(1)));
  const { revision } = (await published.json()) as { revision: string };

  const { counts, layout, ...unfinished } = await layOut(editionOf(2));
  const { root, pages } = await manifestOf({ counts, layout }, [...(await unfinished.entries())]);
  const id = await idOf(root);
  await put(`/v1/uploads/${id}`, 'application/json', JSON.stringify(root));
  const entries = [...(await unfinished.entries())].map(([, value]) => lengthAnd(value));
  const page = Buffer.from(pages[0] ?? []);
  const half = Buffer.concat([page, ...entries.slice(0, 3)]);
  await put(`/v1/uploads/${id}/pages/0`, 'application/octet-stream', half);

  const dump = (await (await ask('/v1/dump')).json()) as GoldenStore['dump'];
  const keys: Record<string, string> = {};
  for (const key of store.keys()) {
    keys[key] = Buffer.from((await store.get(key)) ?? []).toString('base64');
  }
  const rest = Buffer.concat([page, ...entries.slice(3)]).toString('base64');
  const upload = { revision: id, root, page: rest };
  return { revision, dump, bundled: bundled.id, upload, keys };
};

const lengthAnd = (value: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(value.length);
  return Buffer.concat([length, value]);
};

const main = async (): Promise<void> => {
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const folder = join(releasesFolder, version);
  mkdirSync(folder, { recursive: true });
  const code = await bundleCode();
  const draft = join(folder, 'app.mjs');
  writeFileSync(`${draft}.gz`, gzipSync(code, { level: 9 }));
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  const golden = await writeStore(await import(url));
  writeFileSync(join(folder, 'store.json.gz'), gzipSync(JSON.stringify(golden), { level: 9 }));
  console.log(`${folder}: ${Object.keys(golden.keys).length} keys`);
};

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
