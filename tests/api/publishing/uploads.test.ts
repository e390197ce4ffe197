import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { uploadRevision } from '../../../cli/publishing/batch-upload.js';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { digestBytes, idOf, manifestOf } from '../../../src/dataset/revisions/content-manifest.js';
import { abandonedAfter } from '../../../src/dataset/revisions/garbage-collection.js';
import { type LaidOut, layOut } from '../../../src/dataset/revisions/layout.js';
import {
  entriesPerManifestPage,
  keyOf,
  suffixesOf,
} from '../../../src/dataset/revisions/revision.js';
import { octets } from '../../../src/http/body.js';
import { jsonOf, problemOf } from '../../support/answer.js';
import type { Answer } from '../../support/openapi-contract.js';
import { bearer, jsonType, renamed, startService } from './support.js';

// Enough takeaways for one entry each, and for two manifest pages.
const content = await layOut(generateDataset(700));

let service: Awaited<ReturnType<typeof startService>>;
let now: Date;
beforeEach(async () => {
  now = new Date('2024-03-19T00:00:00Z');
  service = await startService({ now: () => now });
});

const putRoot = (id: string, root: unknown) =>
  service.send(`/v1/uploads/${id}`, {
    method: 'PUT',
    headers: { ...bearer, ...jsonType },
    body: JSON.stringify(root),
  });
const putPage = (id: string, page: number | string, parts: readonly Uint8Array[]) =>
  service.send(`/v1/uploads/${id}/pages/${page}`, {
    method: 'PUT',
    headers: { ...bearer, 'content-type': octets },
    body: new Uint8Array(Buffer.concat(parts)),
  });

const uploadOf = (answer: Answer) => jsonOf(answer, schemas.Upload);
const framed = (bytes: Uint8Array): Uint8Array => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const page = (number: number, { manifest }: LaidOut = content): Uint8Array =>
  manifest.pages[number] ?? new Uint8Array();
const entry = (index: number): Uint8Array => content.entries()[index]?.[1] ?? new Uint8Array();

describe('the manifest of a revision', () => {
  it('has the digests of the entries in canonical order', () => {
    expect(content.entries().map(([suffix]) => suffix)).toEqual([...suffixesOf(content)]);
    expect(content.manifest.pages.map(({ length }) => length / digestBytes)).toEqual([
      entriesPerManifestPage,
      content.entries().length - entriesPerManifestPage,
    ]);
  });

  it('has another root, and so another id, if any entry differs', async () => {
    const entries = content.entries();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(entries.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        async (index, bytes) => {
          const changed = entries.map(([suffix, value], place): [string, Uint8Array] => [
            suffix,
            place === index ? bytes : value,
          ]);
          const { root } = await manifestOf(content, changed);
          expect(await idOf(root)).not.toBe(content.id);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('an upload', () => {
  it('is served once it is complete and activated, exactly as if published in one request', async () => {
    const before = await service.current();
    await uploadRevision(service.client, content);
    expect(await service.current()).toEqual(before);
    expect((await service.activate(content.id)).status).toBe(200);
    expect(await service.current()).toEqual({ revision: content.id, origin: 'operator' });
    for (const [suffix, value] of content.entries()) {
      expect(Buffer.from((await service.store.get(keyOf(content.id, suffix))) ?? [])).toEqual(
        Buffer.from(value),
      );
    }
  });

  it('lists the missing pages, and the missing entries of a page', async () => {
    expect(uploadOf(await putRoot(content.id, content.manifest.root))).toEqual({
      revision: content.id,
      complete: false,
      missing: [0, 1],
    });
    const sent = [page(0), framed(entry(3)), framed(entry(0))];
    const { complete, missing } = uploadOf(await putPage(content.id, 0, sent));
    expect(complete).toBe(false);
    expect(missing).toHaveLength(entriesPerManifestPage - 2);
    expect(missing.slice(0, 3)).toEqual([1, 2, 4]);
  });

  it('cannot be activated before it is complete', async () => {
    await putRoot(content.id, content.manifest.root);
    expect(problemOf(await service.activate(content.id)).slug).toBe('revision-incomplete');
  });

  it('sends nothing that is already stored', async () => {
    await uploadRevision(service.client, content);
    const { cost } = await service.store.costOf(() => uploadRevision(service.client, content));
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
  });

  it('does not accept stored entries with other content', async () => {
    await putRoot(content.id, content.manifest.root);
    await service.store.set(keyOf(content.id, 'segment/0'), new Uint8Array([1]));
    expect(uploadOf(await putPage(content.id, 0, [page(0)])).missing[0]).toBe(0);
  });

  it('that was interrupted is removed by the first publication after an hour', async () => {
    await putRoot(content.id, content.manifest.root);
    await putPage(content.id, 0, [page(0), framed(entry(0))]);
    now = new Date(now.getTime() + abandonedAfter + 1);
    await service.put(renamed('Another'));
    expect(service.store.keys().filter((key) => key.includes(content.id))).toEqual([]);
  });

  it('that is still active is not removed, however long it takes', async () => {
    await putRoot(content.id, content.manifest.root);
    for (let half = 0; half < 4; half++) {
      now = new Date(now.getTime() + abandonedAfter / 2 + 1);
      await putPage(content.id, 0, [page(0), framed(entry(half))]);
      await service.put(renamed(`Name ${half}`));
    }
    expect(uploadOf(await putPage(content.id, 0, [page(0)])).missing).not.toContain(0);
  });
});

describe('data that does not belong to the revision is rejected before anything is written', () => {
  const refusal = async (ask: () => Promise<Answer>) => {
    const { result, cost } = await service.store.costOf(ask);
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
    return problemOf(result).slug;
  };
  const { root } = content.manifest;

  it.each([
    ['of another revision', { ...root, pages: [...root.pages].reverse() }],
    ['with other counts', { ...root, counts: { ...root.counts, takeaways: 1 } }],
    ['with an extra page', { ...root, pages: [...root.pages, '0'.repeat(64)] }],
    ['with an extra member', { ...root, extra: true }],
    ['that is not a root', null],
  ])('a root %s', async (_, other) => {
    expect(await refusal(() => putRoot(content.id, other))).toBe('invalid-request');
  });

  it.each([
    ['fewer pages than its layout needs', { pages: root.pages.slice(1) }],
    ['more takeaways than segments', { counts: { ...root.counts, takeaways: 100_000 } }],
    ['no shards', { layout: { ...root.layout, shards: 0 } }],
    ['no id buckets', { layout: { ...root.layout, idBuckets: 0 } }],
    ['no records per segment', { layout: { ...root.layout, recordsPerSegment: 0 } }],
  ])('a root with %s, even if the id matches', async (_, change) => {
    const other = { ...root, ...change };
    const id = await idOf(other);
    expect(await refusal(() => putRoot(id, other))).toBe('invalid-request');
  });

  it.each([
    ['another page', () => [page(1)]],
    ['half a page', () => [page(0).subarray(0, 100)]],
    ['an empty body', () => []],
    ['an entry of another page', () => [page(0), framed(entry(entriesPerManifestPage + 1))]],
    ['an entry with other content', () => [page(0), framed(Buffer.from('{}'))]],
    ['a valid entry and a truncated one', () => [page(0), framed(entry(0)), Buffer.from([9])]],
    ['a length past the end', () => [page(0), Buffer.from([255, 255, 255, 255])]],
  ])('%s', async (_, parts) => {
    await putRoot(content.id, root);
    expect(await refusal(() => putPage(content.id, 0, parts()))).toBe('invalid-request');
  });

  it.each(['2', '-1', '1e0', 'x', '99999'])('page %s, which does not exist', async (number) => {
    await putRoot(content.id, root);
    expect(await refusal(() => putPage(content.id, number, [page(0)]))).toBe('not-found');
  });

  it('a page of an upload that has not been started', async () => {
    expect(await refusal(() => putPage(content.id, 0, [page(0)]))).toBe('not-found');
  });
});
