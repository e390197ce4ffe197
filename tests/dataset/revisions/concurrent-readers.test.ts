/** Readers during publication and removal of revisions. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  currentKey,
  keyOf,
  keysOf,
  revisionsKey,
} from '../../../src/dataset/revisions/revision.js';
import { encodeText } from '../../../src/encoding/utf8.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { answerOf, jsonOf, problemOf } from '../../support/answer.js';
import { createTestApp } from '../../support/test-app.js';
import { createComponent, edition, publishEdition, servedFrom, servedOf } from './editions.js';

const pageSchema = z.looseObject({
  data: z.array(z.looseObject({ id: z.string() })),
  page: z.looseObject({ next: z.nullable(z.string()) }),
  revision: z.string(),
});

/** A store with edition 1, a reader, and the first page that it has read. */
const startReading = async () => {
  const store = createMemoryStore();
  const { id } = await publishEdition(store, 1);
  const ask = await createComponent(store, await edition(0));
  const first = jsonOf(await ask('/v1/takeaways?limit=2&technology=istio'), pageSchema);
  const next = first.page.next;
  if (next === null) throw new Error('Expected a second page.');
  return { store, id, ask, first, next };
};

describe('a reader that follows a cursor', () => {
  it('stays in the revision that it started with while that is kept', async () => {
    const { store, id, ask, first, next } = await startReading();
    const undisturbed = await ask(next);
    for (const number of [2, 3, 4, 5]) await publishEdition(store, number);

    const later = await ask(next);
    const { data, revision } = jsonOf(later, pageSchema);
    expect(later.body).toBe(undisturbed.body);
    expect(revision).toBe(id);
    expect([...first.data, ...data].map((record) => record.id).sort()).toEqual([
      'fifth-1',
      'first-1',
      'third-1',
    ]);
    expect(jsonOf(await ask('/v1/takeaways'), pageSchema).revision).not.toBe(id);
  });

  it('gets 410 once the revision has been removed', async () => {
    const { store, ask, next } = await startReading();
    for (const number of [2, 3, 4, 5, 6]) await publishEdition(store, number);
    const answer = await ask(next);
    expect(answer.status).toBe(410);
    expect(problemOf(answer).slug).toBe('revision-gone');
  });

  it('continues after its revision has become current again', async () => {
    const { store, ask, next } = await startReading();
    await publishEdition(store, 2);
    await publishEdition(store, 1);
    expect((await ask(next)).status).toBe(200);
  });
});

describe('a reader of a revision that is losing keys', () => {
  const paths = [
    '/v1/takeaways',
    '/v1/takeaways?sort=event&limit=1',
    '/v1/takeaways?q=takeaway',
    '/v1/takeaways?topic=some-topic',
    '/v1/takeaways/first-1',
    '/v1/takeaways/fifth-1',
    '/v1/events',
    '/v1/topics',
    '/v1/technologies/cilium',
    '/v1/sources',
    '/v1/claims',
  ];

  it('gets the right response or 503, never anything else', async () => {
    const content = await edition(1);
    const suffixes = [...(await content.entries())].map(([suffix]) => suffix);
    const noticed = new Set<string>();
    for (const suffix of suffixes) {
      const store = createMemoryStore();
      await publishEdition(store, 1);
      const ask = await createComponent(store, await edition(0));
      const before = await Promise.all(paths.map(ask));
      await store.delete(keyOf(content.id, suffix));
      for (const [index, path] of paths.entries()) {
        const answer = await ask(path);
        if (answer.status === 200) {
          expect(answer.body).toBe(before[index]?.body);
        } else {
          noticed.add(suffix);
          expect(problemOf(answer).slug).toBe('store-unavailable');
          expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
        }
      }
    }
    expect([...noticed].sort()).toEqual(suffixes.sort());
  });

  const dumpWithout = async (suffix: string) => {
    const store = createMemoryStore();
    await publishEdition(store, 1);
    await store.delete(keyOf((await edition(1)).id, suffix));
    const app = await createTestApp({ store, bundled: await edition(0) });
    return app('/v1/dump').then(answerOf);
  };

  it('gets 503 instead of a dump that lacks a vocabulary', async () => {
    expect(await dumpWithout('claims')).toMatchObject({ status: 503 });
  });

  it('gets a dump that breaks off instead of one that lacks takeaways', async () => {
    await expect(dumpWithout('segment/1')).rejects.toThrow();
  });

  it('gets responses again once the same content has been republished', async () => {
    const store = createMemoryStore();
    await publishEdition(store, 1);
    for (const key of keysOf(await edition(1))) await store.delete(key);
    await publishEdition(store, 2);
    await publishEdition(store, 1);
    expect(await servedFrom(store)).toEqual(await servedOf(1));
  });
});

describe('a reader of a store', () => {
  it.each([
    ['is not JSON', 'garbage'],
    ['is not a descriptor', '{"id":"0123456789abcdef0123456789abcdef"}'],
    ['is empty', ''],
  ])('whose pointer %s gets 503, and the store is unchanged', async (_, pointer) => {
    const store = createMemoryStore();
    await publishEdition(store, 1);
    await store.set(currentKey, encodeText(pointer));
    const ask = await createComponent(store, await edition(2));
    for (const path of ['/v1/takeaways', '/v1/dump', '/v1/meta', '/readyz']) {
      expect(problemOf(await ask(path)).slug).toBe('store-unavailable');
    }
    expect(await store.get(currentKey)).toEqual(encodeText(pointer));
  });

  it('whose pointer has a future format gets the latest revision that it can read, and changes nothing', async () => {
    const store = createMemoryStore();
    for (const number of [1, 2]) await publishEdition(store, number);
    const pointer = encodeText('{"format":99}');
    await store.set(currentKey, pointer);
    const ask = await createComponent(store, await edition(3));
    const [dump] = await servedOf(2);
    expect((await ask('/v1/dump')).body).toBe(dump);
    expect(await store.get(currentKey)).toEqual(pointer);
  });

  it('that has lost only its pointer gets the bundled dataset', async () => {
    const store = createMemoryStore();
    await publishEdition(store, 1);
    await store.delete(currentKey);
    const ask = await createComponent(store, await edition(2));
    expect((await ask('/readyz')).status).toBe(200);
    expect(await servedFrom(store)).toEqual(await servedOf(2));
  });

  it('that has lost its history gets the same dataset', async () => {
    const store = createMemoryStore();
    await publishEdition(store, 1);
    await store.delete(revisionsKey);
    expect(await servedFrom(store)).toEqual(await servedOf(1));
  });
});
