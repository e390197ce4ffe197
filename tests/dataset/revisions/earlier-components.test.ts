/**
 * Components from before the vocabularies `talks` and `people` existed: what they wrote is still read, and they
 * read what is written now. `earlier/store.json` is a store as commit 5c07ee4 wrote it, with the dataset in it;
 * `earlier/app.mjs.gz` is `createApp` of that commit in one file (rolldown, minified).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparePublication } from '../../../cli/publishing/publisher.js';
import { createClient } from '../../../cli/publishing/publishing-client.js';
import { generateDataset } from '../../../curation/generated-dataset.js';
import type { Service } from '../../../src/api/service.js';
import { type createApp, createApp as createToday } from '../../../src/app.js';
import { checkDataset } from '../../../src/dataset/records/check.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { createTestGet, createTestService } from '../../support/test-app.js';
import { datasetOf, takeaway } from '../support.js';

const folder = new URL('./earlier/', import.meta.url);

interface Golden {
  readonly revision: string;
  readonly dataset: Record<string, unknown[]>;
  /** The values in base64. */
  readonly keys: Readonly<Record<string, string>>;
}

const golden: Golden = JSON.parse(readFileSync(new URL('store.json', folder), 'utf8'));

const earlierStore = async (): Promise<KeyValueStore> => {
  const store = createMemoryStore();
  for (const [key, value] of Object.entries(golden.keys)) {
    await store.set(key, Buffer.from(value, 'base64'));
  }
  return store;
};

describe('a revision written by an earlier component', () => {
  it('is served with empty vocabularies where it has none', async () => {
    const get = await createTestGet({ store: await earlierStore() });
    const bodyOf = async (path: string) => JSON.parse((await get(path)).body);

    expect(await bodyOf('/v1/dump')).toEqual({ ...golden.dataset, talks: [], people: [] });
    expect(await bodyOf('/v1/talks')).toMatchObject({ data: [], revision: golden.revision });
    expect((await bodyOf('/v1/meta')).counts).toMatchObject({ takeaways: 3, talks: 0, people: 0 });
    expect((await get('/v1/people/ada')).status).toBe(404);
    expect((await get('/v1/takeaways?person=ada')).status).toBe(400);
    expect((await bodyOf('/v1/takeaways?q=cold&topic=wasm')).data).toHaveLength(1);
  });

  it.each(['/', '/takeaways/second', '/topics/wasm', '/events/event-2024', '/sitemap.xml'])(
    'has the page %s',
    async (path) => {
      const service = await createTestService({ store: await earlierStore() });
      const { createApp } = await import('../../../src/app.js');
      const headers = { accept: 'text/html,application/xml;q=0.9' };
      const response = await createApp(service)(new Request(`http://a.test${path}`, { headers }));
      expect(response.status).toBe(200);
    },
  );

  it('has the id that the same dataset has today', async () => {
    const { dataset } = checkDataset(golden.dataset, 10);
    expect(dataset && (await layOut(dataset)).id).toBe(golden.revision);
  });
});

describe('an earlier component', () => {
  const token = 'a-token';
  const dataset = datasetOf([
    takeaway({
      id: 'first',
      topic: 'mesh',
      topics: ['mesh', 'security'],
      talk: { id: 'keynote', title: 'Keynote', speakers: [{ id: 'ada', name: 'Ada' }] },
      related: ['second'],
    }),
    takeaway({ id: 'second', topic: 'security', people: ['grace'], related: ['first'] }),
  ]);
  let temporary: string;
  let createEarlierApp: typeof createApp;
  beforeAll(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'earlier-'));
    const file = join(temporary, 'app.mjs');
    writeFileSync(file, gunzipSync(readFileSync(new URL('app.mjs.gz', folder))));
    ({ createApp: createEarlierApp } = await import(/* @vite-ignore */ pathToFileURL(file).href));
  });
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  /** A store that a component of today has seeded, and both components over it. */
  const seeded = async () => {
    const service: Service = await createTestService({
      bundled: { ...(await layOut(dataset)), version: 9 },
      publishToken: () => token,
    });
    const today = await createTestGet(service);
    await today('/readyz');
    const app = createEarlierApp({ ...service, bundled: { ...service.bundled, version: 1 } });
    const earlier = (path: string, init?: RequestInit) =>
      app(new Request(`http://a.test${path}`, init));
    return { earlier, today, id: service.bundled.id };
  };

  it.each([
    '/v1/dump',
    '/v1/meta',
    '/v1/topics',
    '/v1/takeaways/first',
    '/v1/takeaways?q=keynote&topic=security',
    '/feed.atom',
    '/claims',
  ])('reads what a component of today has written: %s', async (path) => {
    const { earlier } = await seeded();
    expect((await earlier(path)).status).toBe(200);
  });

  it('shows its pages of it', async () => {
    const { earlier } = await seeded();
    for (const path of ['/', '/takeaways/first']) {
      const response = await earlier(path, { headers: { accept: 'text/html' } });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Without a title');
    }
  });

  it('serves the base of a revision that has one, until it publishes', {
    timeout: 60_000,
  }, async () => {
    const service = await createTestService({ publishToken: () => token });
    const send = createToday(service);
    const client = createClient({ url: 'http://a.test', token, send });
    const large = generateDataset(1600);
    const [first, ...others] = large.takeaways;
    if (!first) throw new Error('There are no takeaways.');
    const changed = { ...large, takeaways: [{ ...first, title: 'Another title' }, ...others] };
    for (const each of [large, changed]) {
      await (await preparePublication(client, each, { batches: true })).publish();
    }
    const app = createEarlierApp({ ...service, bundled: { ...service.bundled, version: 1 } });
    const dump = async (answer: Promise<Response>) => JSON.parse(await (await answer).text());
    const ask = () => new Request('http://a.test/v1/dump');
    expect((await dump(app(ask()))).takeaways).toContainEqual(first);
    expect((await dump(send(ask()))).takeaways).toContainEqual({
      ...first,
      title: 'Another title',
    });

    const published = await app(
      new Request('http://a.test/v1/dataset', {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${token}`,
          'if-match': '*',
          'content-type': 'application/json',
        },
        body: JSON.stringify(golden.dataset),
      }),
    );
    expect(published.status).toBe(200);
    expect((await dump(send(ask()))).takeaways).toHaveLength(3);
  });

  it('loses no talks and people when it activates the revision', async () => {
    const { earlier, today, id } = await seeded();
    const activated = await earlier(`/v1/revisions/${id}/activate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'if-match': '*' },
    });
    expect(activated.status).toBe(200);
    expect(JSON.parse((await today('/v1/talks')).body).data).toMatchObject([{ id: 'keynote' }]);
    expect((await today('/v1/takeaways?person=grace')).status).toBe(200);
  });
});
