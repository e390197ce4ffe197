import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { KeyValueStore } from '../../src/store/store.js';
import { jsonOf, problemOf } from '../support/answer.js';
import { createCountingStore } from '../support/stores/counting-store.js';
import { bundleDataset, createTestGet } from '../support/test-app.js';

const fail = () => {
  throw new Error('connection refused');
};
const down: KeyValueStore = { get: fail, set: fail, delete: fail };

describe('/healthz', () => {
  it('is 200 without using the store', async () => {
    const store = createCountingStore();
    const get = await createTestGet({ store });
    const { result, cost } = await store.costOf(() => get('/healthz'));
    expect(jsonOf(result, schemas.Health)).toEqual({ status: 'ok' });
    expect(cost).toEqual({ reads: 0, bytes: 0, sets: 0, deletes: 0 });
  });

  it('is 200 even if the store is down', async () => {
    const get = await createTestGet({ store: down });
    expect((await get('/healthz')).status).toBe(200);
  });
});

describe('/readyz', () => {
  it('is 200 with the current revision', async () => {
    const get = await createTestGet();
    const { id } = await bundleDataset();
    expect(jsonOf(await get('/readyz'), schemas.Readiness)).toEqual({
      status: 'ready',
      revision: id,
    });
  });

  it('seeds an empty store', async () => {
    const store = createMemoryStore();
    const get = await createTestGet({ store });
    expect(await store.get('takeaways/current')).toBeUndefined();
    await get('/readyz');
    expect(await store.get('takeaways/current')).toBeDefined();
  });

  it('costs one read if there is a dataset', async () => {
    const store = createCountingStore();
    const get = await createTestGet({ store });
    await get('/readyz');
    const { cost } = await store.costOf(() => get('/readyz'));
    expect(cost).toMatchObject({ reads: 1, sets: 0, deletes: 0 });
  });

  it('is 503 with `Retry-After` if the store is down', async () => {
    const get = await createTestGet({ store: down });
    const answer = await get('/readyz');
    expect(problemOf(answer).slug).toBe('store-unavailable');
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  });

  it('is 503 if the store holds something other than a dataset', async () => {
    const store = createMemoryStore();
    await store.set('takeaways/current', new TextEncoder().encode('{"id":"none"}'));
    const get = await createTestGet({ store });
    expect(problemOf(await get('/readyz')).slug).toBe('store-unavailable');
  });

  it('is 200 again as soon as the store responds again', async () => {
    const memory = createMemoryStore();
    let isDown = true;
    const store: KeyValueStore = {
      ...memory,
      get: (key) => (isDown ? fail() : memory.get(key)),
    };
    const get = await createTestGet({ store });
    expect((await get('/readyz')).status).toBe(503);
    isDown = false;
    expect((await get('/readyz')).status).toBe(200);
  });
});
