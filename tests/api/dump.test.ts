import { describe, expect, it } from 'vitest';
import { readDataset } from '../../curation/read-dataset.js';
import { schemas } from '../../src/api/api-schemas.js';
import { collectionNames, vocabularyNames } from '../../src/dataset/records/fields.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { KeyValueStore } from '../../src/store/store.js';
import { answerOf, faultyParameters, jsonOf, problemOf } from '../support/answer.js';
import { createCountingStore } from '../support/counting-store.js';
import { generateDataset } from '../support/generated-dataset.js';
import { idsAt } from '../support/lists.js';
import { createTestApp } from '../support/test-app.js';

const dataset = readDataset();
const send = await createTestApp();
const get = async (path: string, accept = 'application/json') =>
  answerOf(await send(path, { headers: { accept } }));

describe('the dump as JSON', () => {
  it('is the whole dataset, in the order in which it is listed', async () => {
    const dump = jsonOf(await get('/v1/dump'), schemas.Dataset);
    for (const name of vocabularyNames) expect(dump[name]).toEqual(dataset[name]);
    expect(new Set(dump.takeaways)).toEqual(new Set(dataset.takeaways));
    expect(dump.takeaways.map(({ id }) => id)).toEqual(await idsAt(get, '/v1/takeaways'));
  });

  it('has the shape that publishing takes: published again, it is the same revision', async () => {
    const dump = jsonOf(await get('/v1/dump'), schemas.Dataset);
    const { revision } = jsonOf(await get('/v1/meta'), schemas.Meta);
    expect((await layOut(dump)).id).toBe(revision);
  });

  it('has a line for each record, for people who look for differences', async () => {
    const { body } = await get('/v1/dump');
    const records = body.split('\n').filter((line) => line.startsWith('{"id":'));
    expect(records).toHaveLength(
      collectionNames.reduce((sum, name) => sum + dataset[name].length, 0),
    );
  });
});

describe('the dump as NDJSON', () => {
  it('is the same, a record a line, each with the collection that it is of', async () => {
    const { headers, body } = await get('/v1/dump', 'application/x-ndjson');
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(body).toMatch(/}\n$/);
    const lines = body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const dump: Record<string, unknown[]> = {};
    for (const { collection, ...record } of lines) {
      dump[collection] = [...(dump[collection] ?? []), record];
    }
    expect(dump).toEqual(jsonOf(await get('/v1/dump'), schemas.Dataset));
  });

  it('has another entity tag than the JSON', async () => {
    const [json, ndjson] = [await get('/v1/dump'), await get('/v1/dump', 'application/x-ndjson')];
    expect(ndjson.headers.get('etag')).not.toBe(json.headers.get('etag'));
    expect(ndjson.headers.get('vary')).toBe('Accept');
  });
});

describe('the dump', () => {
  it('takes no parameters', async () => {
    expect(faultyParameters(await get('/v1/dump?limit=5'))).toEqual(['limit']);
  });

  it('is to be had in these two forms alone', async () => {
    const { slug, detail } = problemOf(await get('/v1/dump', 'text/csv'));
    expect(slug).toBe('not-acceptable');
    expect(detail).toContain('application/x-ndjson');
  });

  it('is read from the store bit by bit, as the client takes it', async () => {
    const store = createCountingStore();
    const reader = await readerOfLargeDump(store);
    const { cost } = await store.costOf(async () => {
      await reader.read();
      await reader.read();
    });
    expect(cost.reads).toBeGreaterThan(0);
    expect(cost.reads).toBeLessThan(largeSize / 5);
    await reader.cancel();
  });

  it('breaks off where the store fails on the way: half of it does not look whole', async () => {
    const memory = createMemoryStore();
    let down = false;
    const store: KeyValueStore = {
      ...memory,
      get: (key) => {
        if (down) throw new Error('down');
        return memory.get(key);
      },
    };
    const reader = await readerOfLargeDump(store);
    await reader.read();
    await reader.read();
    down = true;
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toThrow();
  });
});

/** So many takeaways that each is a value of its own in the store. */
const largeSize = 1000;

/** @returns a reader of the dump of a large dataset, of which nothing has been taken yet. */
const readerOfLargeDump = async (store: KeyValueStore) => {
  const bundled = { ...(await layOut(generateDataset(largeSize))), version: 1 };
  const sendLarge = await createTestApp({ store, bundled });
  await sendLarge('/readyz');
  const { body } = await sendLarge('/v1/dump');
  if (!body) throw new Error('The dump has no body.');
  return body.getReader();
};
