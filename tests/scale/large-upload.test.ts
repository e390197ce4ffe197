/** The largest allowed dataset, published within small limits on memory and work per request. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { uploadRevision } from '../../cli/publishing/batch-upload.js';
import type { Client } from '../../cli/publishing/publishing-client.js';
import { generateDataset } from '../../curation/generated-dataset.js';
import { maxTakeaways } from '../../src/dataset/records/schema.js';
import {
  abandonedAfter,
  maxKeptRevisions,
  maxRemovedSegments,
} from '../../src/dataset/revisions/garbage-collection.js';
import { type LaidOut, layOut } from '../../src/dataset/revisions/layout.js';
import { maxBodyBytes } from '../../src/http/body.js';
import { renamed, startService } from '../api/publishing/support.js';

let content: LaidOut;
let service: Awaited<ReturnType<typeof startService>>;
/** The size of each request, and the store operations that it caused. */
const largest = { body: 0, operations: 0, bytesWritten: 0 };
let requests = 0;
let now = new Date('2024-03-19T00:00:00Z');
let uploads: (limit: number) => Client;

beforeAll(async () => {
  content = await layOut(generateDataset(maxTakeaways));
  // Pages are sent several at a time; each request counts its own operations.
  const usages = new AsyncLocalStorage<{ operations: number; bytesWritten: number }>();
  const count = (bytesWritten: number) => {
    const usage = usages.getStore();
    if (!usage) return;
    usage.operations++;
    usage.bytesWritten += bytesWritten;
  };
  const { store } = await startService();
  service = await startService({
    now: () => now,
    store: {
      get: (key) => {
        count(0);
        return store.get(key);
      },
      set: (key, value) => {
        count(value.length);
        return store.set(key, value);
      },
      delete: (key) => store.delete(key),
    },
  });
  uploads = (limit) => async (call) => {
    if (requests++ === limit) throw new Error('The connection is gone.');
    const usage = { operations: 0, bytesWritten: 0 };
    const response = await usages.run(usage, () => service.client(call));
    largest.body = Math.max(largest.body, call.body?.length ?? 0);
    largest.operations = Math.max(largest.operations, usage.operations);
    largest.bytesWritten = Math.max(largest.bytesWritten, usage.bytesWritten);
    return response;
  };
}, 300_000);

describe(`${maxTakeaways} takeaways`, () => {
  it('are published in batches, after an interruption halfway', { timeout: 300_000 }, async () => {
    const before = await service.current();
    const halfway = content.manifest.pages.length;
    await expect(uploadRevision(uploads(halfway), content)).rejects.toThrow('gone');
    expect(await service.current()).toEqual(before);

    const sent = requests;
    const progress: number[] = [];
    await uploadRevision(uploads(Infinity), content, (entries) => progress.push(entries));
    // The first half of the pages is not sent again.
    expect(progress[0]).toBeGreaterThan(content.entries().length / 3);
    expect(progress.at(-1)).toBe(content.entries().length);
    expect(requests - sent).toBeLessThan(1.5 * halfway);

    expect((await service.activate(content.id)).status).toBe(200);
    const { body } = await service.send('/v1/takeaways?q=everywhere&limit=1');
    expect(JSON.parse(body)).toMatchObject({
      page: { total: maxTakeaways },
      revision: content.id,
    });
  });

  it('need little memory and work per request', () => {
    expect(largest.body).toBeLessThanOrEqual(maxBodyBytes);
    expect(largest.bytesWritten).toBeLessThanOrEqual(maxBodyBytes);
    expect(largest.operations).toBeLessThan(1200);
  });

  it('are removed in several steps once newer revisions have replaced them', async () => {
    const isThere = () => service.store.keys().some((key) => key.includes(content.id));
    let publications = 0;
    for (; isThere() && publications < 100; publications++) {
      now = new Date(now.getTime() + abandonedAfter);
      const { cost } = await service.store.costOf(() =>
        service.put(renamed(`Name ${publications}`)),
      );
      expect(cost.deletes).toBeLessThan(1.5 * maxRemovedSegments);
    }
    expect(publications).toBe(maxKeptRevisions + maxTakeaways / maxRemovedSegments);
  });
});
