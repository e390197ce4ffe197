/** Hostile input from a client with the token: it gets a 4xx, and nothing is written. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { octets } from '../../../src/http/body.js';
import { bearer, jsonType, startService } from './support.js';

let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService();
});

const refuses = async (path: string, init: RequestInit) => {
  const { result, cost } = await service.store.costOf(() =>
    service.send(path, {
      method: 'PUT',
      ...init,
      headers: { ...bearer, 'if-match': '*', ...jsonType, ...init.headers },
    }),
  );
  expect(result.status).toBeGreaterThanOrEqual(400);
  expect(result.status).toBeLessThan(500);
  expect(cost).toMatchObject({ sets: 0, deletes: 0 });
};

const dataset = readDataset();
const collections = Object.keys(dataset) as (keyof typeof dataset)[];
const id = 'e'.repeat(32);

/** The real dataset with one value replaced. */
const spoilt = fc
  .record({
    collection: fc.constantFrom(...collections),
    record: fc.nat(),
    member: fc.nat(),
    value: fc.jsonValue(),
  })
  .map(({ collection, record, member, value }) => {
    const records: object[] = [...dataset[collection]];
    const place = record % records.length;
    const members = Object.keys(records[place] ?? {});
    records[place] = { ...records[place], [members[member % members.length] ?? '']: value };
    return { spoilt: { ...dataset, [collection]: records }, value };
  })
  // A text or an empty list may be valid.
  .filter(({ value }) => typeof value !== 'string' && !Array.isArray(value) && value !== null)
  .map((made) => made.spoilt);

it('arbitrary bytes as a dataset or a manifest root', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/v1/dataset', `/v1/uploads/${id}`),
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (path, bytes) => refuses(path, { body: new Uint8Array(bytes) }),
    ),
    { numRuns: 300 },
  );
});

it('a dataset with any value corrupted', async () => {
  await fc.assert(
    fc.asyncProperty(spoilt, async (body) => {
      // Another figure or year may be valid, too.
      fc.pre(JSON.stringify(body) !== JSON.stringify(dataset));
      const dry = await service.put(body, undefined, '?dry_run=true');
      fc.pre(dry.status !== 200);
      await refuses('/v1/dataset', { body: JSON.stringify(body) });
    }),
    { numRuns: 100 },
  );
});

it('arbitrary bytes as a manifest page', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.nat(), (bytes, page) =>
      refuses(`/v1/uploads/${id}/pages/${page}`, {
        headers: { 'content-type': octets },
        body: bytes,
      }),
    ),
    { numRuns: 100 },
  );
});

it('an arbitrary If-Match', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .string({ unit: fc.constantFrom(...'"*W/, abc0123456789-') })
        .filter((text) => !/(^|,) *\* *(,|$)/.test(text)),
      (tag) =>
        refuses('/v1/dataset', { headers: { 'if-match': tag }, body: JSON.stringify(dataset) }),
    ),
    { numRuns: 200 },
  );
});

it('extreme nesting and extremely long lists', async () => {
  for (const body of [
    '['.repeat(500_000),
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `{"takeaways":${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}}`,
    JSON.stringify({ ...dataset, takeaways: Array(200_000).fill(0) }),
    JSON.stringify({
      ...dataset,
      takeaways: [{ ...dataset.takeaways[0], links: Array(200_000).fill(0) }],
    }),
    `{"__proto__":{"takeaways":[]},"constructor":1}`,
  ]) {
    await refuses('/v1/dataset', { body });
  }
});
