import { describe, expect, it } from 'vitest';
import { generateDataset } from '../../curation/generated-dataset.js';
import { readDataset } from '../../curation/read-dataset.js';
import { schemas } from '../../src/api/api-schemas.js';
import { collectionNames, vocabularyNames } from '../../src/dataset/records/fields.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { KeyValueStore } from '../../src/store/store.js';
import { answerOf, invalidParameters, jsonOf, problemOf } from '../support/answer.js';
import { idsAt } from '../support/lists.js';
import { createCountingStore } from '../support/stores/counting-store.js';
import { createTestApp } from '../support/test-app.js';

const dataset = readDataset();
const send = await createTestApp();
const get = async (path: string, accept = 'application/json') =>
  answerOf(await send(path, { headers: { accept } }));

describe('the dump as JSON', () => {
  it('contains the whole dataset, in the order of the lists', async () => {
    const dump = jsonOf(await get('/v1/dump'), schemas.Dataset);
    for (const name of vocabularyNames) expect(dump[name]).toEqual(dataset[name]);
    expect(new Set(dump.takeaways)).toEqual(new Set(dataset.takeaways));
    expect(dump.takeaways.map(({ id }) => id)).toEqual(await idsAt(get, '/v1/takeaways'));
  });

  it('can be published again and gives the same revision', async () => {
    const dump = jsonOf(await get('/v1/dump'), schemas.Dataset);
    const { revision } = jsonOf(await get('/v1/meta'), schemas.Meta);
    expect((await layOut(dump)).id).toBe(revision);
  });

  it('has one line per record, for readable diffs', async () => {
    const { body } = await get('/v1/dump');
    const records = body.split('\n').filter((line) => line.startsWith('{"id":'));
    expect(records).toHaveLength(
      collectionNames.reduce((sum, name) => sum + dataset[name].length, 0),
    );
  });
});

describe('the dump as NDJSON', () => {
  it('has one record per line, each with its collection', async () => {
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

  it('has a different entity tag than the JSON', async () => {
    const [json, ndjson] = [await get('/v1/dump'), await get('/v1/dump', 'application/x-ndjson')];
    expect(ndjson.headers.get('etag')).not.toBe(json.headers.get('etag'));
    expect(ndjson.headers.get('vary')).toBe('Accept');
  });
});

describe('the dump', () => {
  it('rejects parameters', async () => {
    expect(invalidParameters(await get('/v1/dump?limit=5'))).toEqual(['limit']);
  });

  it('is available only in these two formats', async () => {
    const { slug, detail } = problemOf(await get('/v1/dump', 'text/csv'));
    expect(slug).toBe('not-acceptable');
    expect(detail).toContain('application/x-ndjson');
  });

  it('is read from the store in batches, as the client consumes it', async () => {
    const store = createCountingStore();
    const reader = await readerOfLargeDump(store);
    const { cost } = await store.costOf(async () => {
      await reader.read();
      await reader.read();
    });
    expect(cost.reads).toBeGreaterThan(0);
    expect(cost.reads).toBeLessThan(largeSize / 2);
    await reader.cancel();
  });

  it('breaks off if the store fails midway, so that a partial dump does not look complete', async () => {
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

/** Enough takeaways for each to have its own key. */
const largeSize = 1000;

/** @returns an unread reader of the dump of a large dataset. */
const readerOfLargeDump = async (store: KeyValueStore) => {
  const bundled = { ...(await layOut(generateDataset(largeSize))), version: 1 };
  const sendLarge = await createTestApp({ store, bundled });
  await sendLarge('/readyz');
  const { body } = await sendLarge('/v1/dump');
  if (!body) throw new Error('The dump has no body.');
  return body.getReader();
};

describe('the length of a dump', () => {
  it.each(['application/json', 'application/x-ndjson'])('is stated as %s', async (accept) => {
    const send = await createTestApp();
    const response = await send('/v1/dump', { headers: { accept } });
    const bytes = (await response.arrayBuffer()).byteLength;
    expect(response.headers.get('content-length')).toBe(String(bytes));
  });

  it('is not stated without a body', async () => {
    const send = await createTestApp();
    const response = await send('/v1/dump', { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBeNull();
  });
});
