/** Revisions that share entries with a base: what is sent and stored, what is read, and what collection keeps. */
import { beforeAll, describe, expect, it } from 'vitest';
import { preparePublication } from '../../../cli/publishing/publisher.js';
import { generateDataset } from '../../../curation/generated-dataset.js';
import type { Dataset } from '../../../src/dataset/records/schema.js';
import { readCurrent } from '../../../src/dataset/revisions/descriptors.js';
import { maxKeptRevisions } from '../../../src/dataset/revisions/garbage-collection.js';
import { readHistory } from '../../../src/dataset/revisions/history.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import {
  currentKey,
  keyOf,
  placeOf,
  revisionsKey,
  suffixes,
} from '../../../src/dataset/revisions/revision.js';
import { createScalableMemoryStore } from '../../../src/store/memory-store.js';
import { startService } from '../../api/publishing/support.js';

/** More than fit into one request. */
const size = 2000;
let original: Dataset;
beforeAll(() => {
  original = generateDataset(size);
});

const withTitle = (title: string, number = 700, dataset = original): Dataset => ({
  ...dataset,
  takeaways: dataset.takeaways.map((takeaway, index) =>
    index === number ? { ...takeaway, title } : takeaway,
  ),
});

const start = async () => {
  const started = await startService({ store: createScalableMemoryStore() });
  let sent = 0;
  const client: typeof started.client = (call) => {
    sent += call.body?.length ?? 0;
    return started.client(call);
  };
  const publish = async (dataset: Dataset) => {
    sent = 0;
    const publication = await preparePublication(client, dataset, { batches: true });
    await publication.publish();
    return { ...publication, sent };
  };
  return { ...started, publish };
};

/** What clients read of a dataset that is published alone. */
const servedAlone = async (dataset: Dataset) => {
  const service = await start();
  await service.publish(dataset);
  return served(service.send);
};

const served = async (send: (path: string) => Promise<{ readonly body: string }>) =>
  Promise.all(
    ['/v1/dump', '/v1/takeaways?q=altogether', '/v1/takeaways?q=fad', '/v1/technologies'].map(
      async (path) => (await send(path)).body,
    ),
  );

describe('a revision with one changed title', { timeout: 120_000 }, () => {
  it('sends and stores a fraction, shows the difference, and serves the whole', async () => {
    const { publish, send, store } = await start();
    const first = await publish(original);
    const before = store.keys().length;
    const second = await publish(withTitle('An altogether different title'));

    expect(second.difference.takeaways).toEqual({
      added: { count: 0, ids: [] },
      changed: { count: 1, ids: ['takeaway-700'] },
      removed: { count: 0, ids: [] },
    });
    expect(second.difference.topics.changed.count).toBe(0);
    expect(second.sent).toBeLessThan(first.sent / 3);
    expect(store.keys().length - before).toBeLessThan(100);
    expect((await readCurrent(store))?.base?.place).toBe(first.revision);
    expect(await served(send)).toEqual(
      await servedAlone(withTitle('An altogether different title')),
    );
  });

  it('has the same base as the one before it', async () => {
    const { publish, store } = await start();
    const { revision } = await publish(original);
    await publish(withTitle('Some other title'));
    await publish(withTitle('One more title', 3, withTitle('Some other title')));
    expect((await readCurrent(store))?.base?.place).toBe(revision);
  });

  it('knows the length of its dump', async () => {
    const { publish, app } = await start();
    await publish(original);
    await publish(withTitle('An altogether different title'));
    for (const accept of ['application/json', 'application/x-ndjson']) {
      const response = await app(new Request('http://a.test/v1/dump', { headers: { accept } }));
      const bytes = (await response.arrayBuffer()).byteLength;
      expect(response.headers.get('content-length')).toBe(String(bytes));
    }
  });

  it('keeps its base for as long as it is kept, and no key longer', async () => {
    const { publish, store, put } = await start();
    const { revision } = await publish(original);
    for (let number = 0; number < maxKeptRevisions + 3; number++) {
      await publish(withTitle(`Title number ${number} of these`));
    }
    expect(await store.get(keyOf(revision, suffixes.descriptor))).toBeDefined();
    const places = (await readHistory(store)).map(placeOf);
    expect(places).toHaveLength(maxKeptRevisions + 2);
    for (const key of store.keys()) {
      if (![currentKey, revisionsKey].includes(key)) expect(places).toContain(key.split('/')[1]);
    }

    const small = generateDataset(30);
    for (let number = 0; number < maxKeptRevisions + 3; number++) {
      const [topic, ...topics] = small.topics;
      if (topic) await put({ ...small, topics: [{ ...topic, name: `Name ${number}` }, ...topics] });
    }
    expect(store.keys().filter((key) => key.includes(revision))).toEqual([]);
  });

  it('leaves the base in the pointer for components that do not know bases', async () => {
    const { publish, store } = await start();
    const { revision } = await publish(original);
    const second = await publish(withTitle('An altogether different title'));
    const pointer = JSON.parse(new TextDecoder().decode(await store.get(currentKey)));
    expect(pointer).toMatchObject({ id: revision, successor: { id: second.revision } });
    expect(await store.get(keyOf(second.revision, suffixes.descriptor))).toBeUndefined();
  });
});

describe('a revision with an added takeaway', { timeout: 120_000 }, () => {
  it('is the same as one that is published alone', async () => {
    const { publish, send } = await start();
    await publish(original);
    const [last] = original.takeaways.slice(-1);
    if (!last) throw new Error('There are no takeaways.');
    const more: Dataset = {
      ...original,
      takeaways: [...original.takeaways, { ...last, id: 'one-more', title: 'One more altogether' }],
    };
    const { difference } = await publish(more);
    expect(difference.takeaways.added.ids).toEqual(['one-more']);
    expect(await served(send)).toEqual(await servedAlone(more));
  });
});

describe('a revision without a takeaway', { timeout: 120_000 }, () => {
  it.each([
    ['first', 0],
    ['last', size - 1],
  ])('that was the %s says so', async (_, removed) => {
    const { publish } = await start();
    // In one event, the default order is that of the dataset.
    const takeaways = original.takeaways.map((takeaway) => ({ ...takeaway, event: 'event-2024' }));
    await publish({ ...original, takeaways });
    const fewer = takeaways.filter((__, index) => index !== removed);
    const valid = fewer.map(({ related = [], ...takeaway }) => ({
      ...takeaway,
      related: related.filter((id) => id !== `takeaway-${removed}`),
    }));
    const { difference } = await publish({ ...original, takeaways: valid });
    expect(difference.takeaways.removed.ids).toEqual([`takeaway-${removed}`]);
  });

  it('that another one replaces says both', async () => {
    const { publish } = await start();
    await publish(original);
    const takeaways = original.takeaways.map((takeaway, index) =>
      index === 900 ? { ...takeaway, id: 'replacement' } : takeaway,
    );
    const { difference } = await publish({ ...original, takeaways });
    expect(difference.takeaways.removed.ids).toEqual(['takeaway-900']);
    expect(difference.takeaways.added.ids).toEqual(['replacement']);
  });
});

describe('an index', () => {
  it('keeps nearly all of its shards where one takeaway changes', async () => {
    const digests = async (dataset: Dataset) =>
      (await layOut(dataset))
        .entries()
        .filter(([suffix]) => suffix.startsWith('shard/'))
        .map(([, value]) => Buffer.from(value).toString('base64'));
    const before = new Set(await digests(original));
    const after = await digests(withTitle('An altogether different title'));
    expect(after.filter((shard) => !before.has(shard)).length).toBeLessThan(before.size / 3);
  });
});
