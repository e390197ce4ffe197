/**
 * A component whose format is the next one, made from today's source: it and today's component share a store while
 * one replaces the other, and neither meets what it cannot read.
 */
import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { format } from '../../src/dataset/revisions/revision.js';
import { datasetOf, takeaway } from '../dataset/support.js';
import { createCountingStore } from '../support/stores/counting-store.js';
import { createTestService } from '../support/test-app.js';
import type { ReleasedCode } from './released.js';

const token = 'raised';

const raised: Plugin = {
  name: 'raised',
  setup: ({ onLoad }) => {
    onLoad({ filter: /src\/dataset\/revisions\/revision\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const declaration = `export const format = ${format};`;
      expect(source).toContain(declaration);
      return {
        contents: source.replace(declaration, `export const format = ${format + 1};`),
        loader: 'ts',
      };
    });
  },
};

let next: ReleasedCode;
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { createApp } from './src/app.ts';
        export { layOut } from './src/dataset/revisions/layout.ts';`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    plugins: [raised],
  });
  const text = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  next = await import(/* @vite-ignore */ `data:text/javascript;base64,${text}`);
});

const editionOf = (number: number) =>
  datasetOf([takeaway({ id: `only-${number}`, title: `Takeaway of edition ${number}` })]);

const share = async () => {
  const store = createCountingStore();
  const service = await createTestService({ store, publishToken: () => token });
  const over = (app: ReturnType<typeof createApp>) => (path: string, init?: RequestInit) =>
    app(new Request(`http://raised.test${path}`, init));
  const bundled = { ...(await next.layOut(editionOf(0))), version: service.bundled.version + 1 };
  return {
    store,
    old: over(createApp(service)),
    young: over(next.createApp({ ...service, bundled })),
  };
};

type Ask = Awaited<ReturnType<typeof share>>['old'];

const publish = async (ask: Ask, number: number): Promise<number> => {
  const response = await ask('/v1/dataset', {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'if-match': '*',
      'content-type': 'application/json',
    },
    body: JSON.stringify(editionOf(number)),
  });
  return response.status;
};

const idsOf = async (ask: Ask): Promise<string[]> => {
  const response = await ask('/v1/takeaways?limit=100&fields=id');
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
};

describe('a component with the next format', () => {
  it('and one of today never answer 503 over one store, whichever comes first', async () => {
    for (const first of ['old', 'young'] as const) {
      const shared = await share();
      const order = first === 'old' ? [shared.old, shared.young] : [shared.young, shared.old];
      for (const ask of [...order, ...order]) {
        for (const path of ['/readyz', '/v1/meta', '/v1/dump', '/v1/takeaways?q=wasm']) {
          expect((await ask(path)).status).toBe(200);
        }
      }
    }
  });

  it('and one of today each serve what was published to it', async () => {
    const { old, young } = await share();
    for (let number = 1; number < 9; number++) {
      expect(await publish(old, number)).toBe(200);
      expect(await publish(young, number + 100)).toBe(200);
      expect(await idsOf(old)).toEqual([`only-${number}`]);
      expect(await idsOf(young)).toEqual([`only-${number + 100}`]);
    }
  });

  it('removes no key of today’s component, nor the other way round', async () => {
    const { store, old, young } = await share();
    await old('/readyz');
    const before = store.keys();
    for (let number = 1; number < 9; number++) await publish(young, number);
    expect(store.keys()).toEqual(expect.arrayContaining(before));
  });
});
