import { describe, expect, it } from 'vitest';
import { readAbout, readDataset } from '../../curation/read-dataset.js';
import { schemas } from '../../src/api/api-schemas.js';
import { collectionNames } from '../../src/dataset/records/fields.js';
import { publish } from '../../src/dataset/revisions/publish.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { jsonOf } from '../support/answer.js';
import { takeawaysAt } from '../support/lists.js';
import { bundleDataset, createTestGet } from '../support/test-app.js';

const dataset = readDataset();
const now = new Date('2024-03-22T17:00:00.000Z');

describe('the metadata', () => {
  it('has the revision, the publication date and the component version', async () => {
    const get = await createTestGet({ now: () => now, version: '1.2.3' });
    const bundled = await bundleDataset();
    expect(jsonOf(await get('/v1/meta'), schemas.Meta)).toEqual({
      revision: bundled.id,
      origin: 'bundled',
      dataset_version: readAbout().version,
      published_at: now.toISOString(),
      counts: Object.fromEntries(collectionNames.map((name) => [name, dataset[name].length])),
      component_version: '1.2.3',
    });
  });

  it('names the same revision as lists', async () => {
    const get = await createTestGet();
    const { revision } = jsonOf(await get('/v1/meta'), schemas.Meta);
    expect((await takeawaysAt(get, '/v1/takeaways')).revision).toBe(revision);
  });

  it('changes its entity tag with its content, even for the same revision', async () => {
    const store = createMemoryStore();
    const get = await createTestGet({ store, now: () => now });
    const before = await get('/v1/meta');
    const content = await bundleDataset();
    const later = new Date('2024-04-01T00:00:00.000Z');
    await publish(store, { content, origin: 'operator', version: 7, now: later });

    const after = await get('/v1/meta');
    expect(jsonOf(after, schemas.Meta)).toMatchObject({
      revision: jsonOf(before, schemas.Meta).revision,
      origin: 'operator',
      published_at: later.toISOString(),
    });
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
  });
});
