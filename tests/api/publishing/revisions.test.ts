import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import {
  abandonedAfter,
  maxKeptRevisions,
} from '../../../src/dataset/revisions/garbage-collection.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { publish } from '../../../src/dataset/revisions/publish.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { problemOf } from '../../support/answer.js';
import { idsAt, idsOn, takeawaysAt } from '../../support/lists.js';
import { createTestGet } from '../../support/test-app.js';

const dataset = readDataset();

/** A service, and a publisher that removes one more takeaway each time. */
const createPublishedGet = async () => {
  const store = createMemoryStore();
  let published = 0;
  const start = Date.now();
  const publishAnother = async () => {
    published++;
    const content = await layOut({ ...dataset, takeaways: dataset.takeaways.slice(published) });
    const now = new Date(start + published * 2 * abandonedAfter);
    await publish(store, { content, origin: 'operator', version: published, now });
  };
  return { get: await createTestGet({ store, now: () => new Date(start) }), publishAnother };
};

describe('a client that follows the links of a list while a new revision is published', () => {
  it('stays in the revision that it started with', async () => {
    const { get, publishAnother } = await createPublishedGet();
    const everything = await idsAt(get, '/v1/takeaways?limit=30');
    const first = await takeawaysAt(get, '/v1/takeaways?limit=30');
    await publishAnother();

    const rest = await idsAt(get, first.page.next ?? '');
    expect([...idsOn(first), ...rest]).toEqual(everything);
    expect((await takeawaysAt(get, first.page.next ?? '')).revision).toBe(first.revision);
  });

  it('gets from the old revision to the first page of the new one', async () => {
    const { get, publishAnother } = await createPublishedGet();
    const first = await takeawaysAt(get, '/v1/takeaways?limit=30');
    await publishAnother();
    const again = await takeawaysAt(get, '/v1/takeaways?limit=30');
    expect(again.revision).not.toBe(first.revision);
    expect(again.page.total).toBe(first.page.total - 1);
  });

  it('can continue at an instance whose store is still empty', async () => {
    const everything = await idsAt(await createTestGet(), '/v1/takeaways');
    const first = await takeawaysAt(await createTestGet(), '/v1/takeaways?limit=30');
    const rest = await idsAt(await createTestGet(), first.page.next ?? '');
    expect([...idsOn(first), ...rest]).toEqual(everything);
  });

  it('gets 410 once its revision has been removed', async () => {
    const { get, publishAnother } = await createPublishedGet();
    const { page } = await takeawaysAt(get, '/v1/takeaways?limit=30');
    for (let times = 0; times <= maxKeptRevisions; times++) await publishAnother();
    expect(problemOf(await get(page.next ?? '')).slug).toBe('revision-gone');
  });
});
