import { beforeEach, describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { maxBodyBytes } from '../../../src/http/body.js';
import { jsonOf, problemOf } from '../../support/answer.js';
import type { Answer } from '../../support/openapi-contract.js';
import { bundleDataset } from '../../support/test-app.js';
import { bearer, jsonType, renamed, startService, streamed } from './support.js';

let service: Awaited<ReturnType<typeof startService>>;
beforeEach(async () => {
  service = await startService();
});

const publicationOf = (answer: Answer) => jsonOf(answer, schemas.Publication);
const none = { count: 0, ids: [] };
const unchanged = { added: none, changed: none, removed: none };

describe('publishing', () => {
  it('serves the dataset from then on, with origin operator', async () => {
    const { put, send, current } = service;
    const answer = await put(renamed('Another name'));
    const { revision, published } = publicationOf(answer);
    expect(published).toBe(true);
    expect(answer.headers.get('etag')).toBe(`"${revision}"`);
    expect(await current()).toEqual({ revision, origin: 'operator' });
    expect((await send('/v1/topics?limit=1')).body).toContain('Another name');
  });

  it('accepts the response of GET /v1/dump, which changes no record', async () => {
    const { put, send, current } = service;
    const before = await current();
    const { revision, difference } = publicationOf(
      await put(JSON.parse((await send('/v1/dump')).body)),
    );
    expect(revision).toBe(before.revision);
    expect(difference.takeaways).toEqual(unchanged);
    expect(await current()).toEqual({ revision, origin: 'operator' });
  });

  it('returns the added, changed and removed ids of each collection', async () => {
    const dataset = readDataset();
    const [first, second, ...others] = dataset.takeaways;
    if (!first || !second) throw new Error('Expected two takeaways.');
    const { difference } = publicationOf(
      await service.put({
        ...dataset,
        claims: dataset.claims.map((claim) => ({
          ...claim,
          takeaways: claim.takeaways.map((id) => (id === second.id ? first.id : id)),
        })),
        takeaways: [{ ...first, title: 'A different title' }, { ...first, id: 'new' }, ...others],
      }),
    );
    expect(difference.takeaways).toEqual({
      added: { count: 1, ids: ['new'] },
      changed: { count: 1, ids: [first.id] },
      removed: { count: 1, ids: [second.id] },
    });
    expect(difference.events).toEqual(unchanged);
  });

  it('changes nothing if the content is current', async () => {
    const { put, store } = service;
    await put(renamed('Another name'));
    const { result, cost } = await store.costOf(() => put(renamed('Another name')));
    expect(publicationOf(result).published).toBe(false);
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
  });

  it('writes nothing in a dry run and returns the same difference', async () => {
    const { put, store, etag } = service;
    const before = await etag();
    const { result, cost } = await store.costOf(() =>
      put(renamed('Another name'), { 'if-match': before }, '?dry_run=true'),
    );
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
    const wet = publicationOf(await put(renamed('Another name'), { 'if-match': before }));
    expect(publicationOf(result)).toEqual({ ...wet, published: false });
    expect(wet.difference.topics.changed.count).toBe(1);
  });

  it('is not undone by a component with a newer bundled dataset', async () => {
    const { put, store, current } = service;
    await put(renamed('Another name'));
    const published = await current();
    const bundled = { ...(await bundleDataset()), version: 99 };
    const newer = await startService({ store, bundled });
    expect(await newer.current()).toEqual(published);
  });
});

describe('If-Match', () => {
  it.each([
    ['the entity tag of GET /v1/meta', (etag: string) => etag],
    ['the revision id', (etag: string) => `${etag.slice(0, 33)}"`],
    ['one of several', (etag: string) => `"other", ${etag}`],
    ['*', () => '*'],
  ])('accepts %s', async (_, header) => {
    const { put, etag } = service;
    expect((await put(renamed('New'), { 'if-match': header(await etag()) })).status).toBe(200);
  });

  it('accepts any entity tag of the current revision', async () => {
    const { put, send } = service;
    const tag = (await send('/v1/takeaways?limit=3')).headers.get('etag') ?? '';
    expect((await put(renamed('New'), { 'if-match': tag })).status).toBe(200);
  });

  it.each([
    ['of another revision', () => `"${'0'.repeat(32)}-00000000"`],
    ['that is weak, because the comparison is strong', (etag: string) => `W/${etag}`],
    ['without quotes', (etag: string) => etag.replaceAll('"', '')],
    ['that only starts the same', (etag: string) => `${etag.slice(0, -1)}0"`],
    ['that is empty', () => ''],
  ])('rejects a tag %s with 412 and writes nothing', async (_, header) => {
    const { put, etag, store } = service;
    const tag = header(await etag());
    const { result, cost } = await store.costOf(() => put(renamed('New'), { 'if-match': tag }));
    expect(problemOf(result).slug).toBe('precondition-failed');
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
  });

  it('is required: without it, the response is 428 and nothing is written', async () => {
    const { put, store } = service;
    const { result, cost } = await store.costOf(() => put(renamed('New'), {}));
    expect(problemOf(result).slug).toBe('precondition-required');
    expect(cost).toMatchObject({ reads: 0, sets: 0, deletes: 0 });
  });

  it('lets only one of two concurrent publishers win, at any interleaving', async () => {
    const { store, etag } = service;
    const tag = { 'if-match': await etag() };
    let overtake = async (): Promise<void> => {};
    const slow = await startService({
      store: {
        ...store,
        set: async (key, value) => {
          await store.set(key, value);
          // Everything but the pointer has been written.
          if (key.endsWith('/descriptor')) await overtake();
        },
      },
    });
    overtake = async () => {
      overtake = async () => {};
      expect((await service.put(renamed('The faster one'), tag)).status).toBe(200);
    };
    const answer = await slow.put(renamed('The slower one'), tag);
    expect(problemOf(answer).slug).toBe('precondition-failed');
    expect((await service.send('/v1/topics?limit=1')).body).toContain('The faster one');
  });
});

describe('a rejected body', () => {
  const put = (init: RequestInit) =>
    service.store.costOf(() =>
      service.send('/v1/dataset', {
        method: 'PUT',
        ...init,
        headers: { ...bearer, 'if-match': '*', ...jsonType, ...init.headers },
      }),
    );
  const refusal = async (init: RequestInit) => {
    const { result, cost } = await put(init);
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
    return problemOf(result);
  };

  it.each(['text/plain', 'application/octet-stream', 'application/jsonp', ''])(
    'is 415 if its type is "%s"',
    async (type) => {
      const { slug, detail } = await refusal({ body: '{}', headers: { 'content-type': type } });
      expect(slug).toBe('unsupported-media-type');
      expect(detail).toContain('application/json');
    },
  );

  it('may declare a charset', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await refusal({ body: '[]', headers })).slug).toBe('invalid-request');
  });

  it('is 413 before reading if `Content-Length` is too large', async () => {
    const { slug } = await refusal({
      body: '{}',
      headers: { 'content-length': String(maxBodyBytes + 1) },
    });
    expect(slug).toBe('content-too-large');
  });

  it('is 413 as soon as it is too large, before it ends', async () => {
    let sent = 0;
    const chunk = new TextEncoder().encode(' '.repeat(65_536));
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    expect((await refusal(streamed(endless))).slug).toBe('content-too-large');
    expect(sent).toBeLessThan(maxBodyBytes + 4 * chunk.length);
  });

  it.each([
    ['truncated', '{"takeaways":[', /JSON/],
    ['empty', '', /JSON/],
    ['not JSON', '{"takeaways":[},]}', /JSON: Unexpected token '}'/],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), /UTF-8/],
  ])('is 400 if it is %s', async (_, body, detail) => {
    const { slug, errors } = await refusal({ body });
    expect(slug).toBe('invalid-request');
    expect(errors).toEqual([{ pointer: '', detail: expect.stringMatching(detail) }]);
  });

  it('is 400 with all errors in the dataset, each with its JSON pointer', async () => {
    const dataset = readDataset();
    const [first, second, ...others] = dataset.takeaways;
    const { slug, errors } = await refusal({
      body: JSON.stringify({
        ...dataset,
        extra: [],
        takeaways: [
          { ...first, title: 'Short', topic: 'nowhere' },
          {
            ...second,
            id: first?.id,
            figures: [{ label: 'A label', value: 'many', unit: 'pods' }],
          },
          ...others,
        ],
      }),
    });
    expect(slug).toBe('invalid-request');
    const pointers = errors.map(({ pointer }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining([
        '/extra',
        '/takeaways/0/title',
        '/takeaways/0/topic',
        '/takeaways/1/figures/0/value',
        '/takeaways/1/id',
      ]),
    );
  });

  it('is 400 with the first hundred errors and a note that there may be more', async () => {
    const body = JSON.stringify({ ...readDataset(), takeaways: Array(300).fill({}) });
    const { errors, detail } = await refusal({ body });
    expect(errors).toHaveLength(100);
    expect(detail).toMatch(/first 100 errors; there may be more/);
  });

  it('is 400 if the query is wrong', async () => {
    const { result, cost } = await service.store.costOf(() =>
      service.put(readDataset(), undefined, '?dry_run=maybe'),
    );
    expect(problemOf(result).errors).toMatchObject([{ parameter: 'dry_run' }]);
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
  });
});
