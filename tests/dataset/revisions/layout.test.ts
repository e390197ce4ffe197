import { describe, expect, it } from 'vitest';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { readDataset } from '../../../curation/read-dataset.js';
import type { Dataset } from '../../../src/dataset/records/schema.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { datasetOf, openRevision, takeaway } from '../support.js';

const real = readDataset();
const idOf = async (dataset: Dataset) => (await layOut(dataset)).id;

const small = datasetOf([
  takeaway({ id: 'first', event: 'event-2022', topic: 'mesh', technologies: ['istio', 'cilium'] }),
  takeaway({ id: 'second', event: 'event-2024', topic: 'mesh', claims: ['smaller'] }),
  takeaway({ id: 'third', event: 'event-2023', topic: 'wasm', technologies: ['cilium', 'cilium'] }),
  takeaway({ id: 'fourth', event: 'event-2024', topic: 'wasm' }),
]);

describe('the id of a revision', () => {
  it('is 32 hexadecimal digits', async () => {
    expect(await idOf(small)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is reproducible, and so is every byte', async () => {
    const [one, other] = [await layOut(readDataset()), await layOut(readDataset())];
    expect(other.id).toBe(one.id);
    expect([...(await other.entries())]).toEqual([...(await one.entries())]);
  });

  it.each([
    ['a takeaway’s title', (dataset: Dataset) => edit(dataset.takeaways, { title: 'Another one' })],
    ['an event', (dataset: Dataset) => edit(dataset.events, { city: 'Elsewhere' })],
    ['a topic', (dataset: Dataset) => edit(dataset.topics, { name: 'Another topic' })],
    ['a technology', (dataset: Dataset) => edit(dataset.technologies, { aliases: ['Another'] })],
    ['a source', (dataset: Dataset) => edit(dataset.sources, { status: 'draft' as const })],
    ['a claim', (dataset: Dataset) => edit(dataset.claims, { unit: 'ns' })],
    ['the order of takeaways of one event', ({ takeaways }: Dataset) => takeaways.reverse()],
    ['the number of takeaways', ({ takeaways }: Dataset) => takeaways.pop()],
  ])('differs when %s does', async (_, change) => {
    const changed = structuredClone(small);
    change(changed);
    expect(await idOf(changed)).not.toBe(await idOf(small));
  });
});

/** Changes the first record of a collection. */
const edit = <Item extends object>(items: Item[], change: Partial<Item>): void => {
  const [first] = items;
  if (!first) throw new Error('Expected at least one record.');
  Object.assign(first, change);
};

describe('the default order', () => {
  it('is newest event first, then the order of the dataset', async () => {
    const reader = await openRevision(small);
    const records = await reader.records([0, 1, 2, 3]);
    expect(records.map((record) => JSON.parse(record).id)).toEqual([
      'second',
      'fourth',
      'third',
      'first',
    ]);
  });
});

describe('counts', () => {
  it('cover all records', async () => {
    const { counts } = await layOut(small);
    expect(counts).toEqual({
      takeaways: 4,
      events: 3,
      topics: 2,
      technologies: 2,
      sources: 1,
      claims: 1,
      talks: 0,
      people: 0,
    });
  });

  it('have the number of takeaways for each value, counted once', async () => {
    const reader = await openRevision(small);
    const counts = async (name: 'topics' | 'technologies' | 'events' | 'claims') =>
      Object.fromEntries((await reader.vocabulary(name)).map(({ id, count }) => [id, count]));
    expect(await counts('topics')).toEqual({ mesh: 2, wasm: 2 });
    expect(await counts('technologies')).toEqual({ istio: 1, cilium: 2 });
    expect(await counts('events')).toEqual({ 'event-2022': 1, 'event-2023': 1, 'event-2024': 2 });
    expect(await counts('claims')).toEqual({ smaller: 1 });
  });

  it('are zero for unused values', async () => {
    const topics = [{ id: 'unused', name: 'Unused', description: 'Used by no takeaway at all.' }];
    const reader = await openRevision(datasetOf([takeaway({ id: 'only' })], { topics }));
    expect(await reader.vocabulary('topics')).toMatchObject([{ id: 'unused', count: 0 }]);
  });
});

describe('records', () => {
  it('of the real dataset are in two segments and one shard', async () => {
    const { layout } = await layOut(real);
    expect(layout).toMatchObject({ segments: 2, shards: 1 });
  });

  it('of a large dataset are in one segment each', async () => {
    const { layout } = await layOut(generateDataset(1000));
    expect(layout).toMatchObject({ recordsPerSegment: 1, segments: 1000 });
  });

  it.each([
    ['the real dataset', real],
    ['a thousand takeaways', generateDataset(1000)],
    ['a single takeaway', datasetOf([takeaway({ id: 'only' })])],
  ])('of %s are all found unchanged, by ordinal and by id', async (_, dataset) => {
    const reader = await openRevision(dataset);
    const ordinals = dataset.takeaways.map((_, ordinal) => ordinal);
    const records = await reader.records(ordinals);
    const ids = records.map((record) => String(JSON.parse(record).id));
    expect(new Set(records)).toEqual(new Set(dataset.takeaways.map((one) => JSON.stringify(one))));
    expect(await Promise.all(ids.map((id) => reader.ordinalOf(id)))).toEqual(ordinals);
  });

  it('can be missing altogether', async () => {
    const reader = await openRevision(datasetOf([]));
    expect(await reader.records([])).toEqual([]);
    expect(await reader.ordinalOf('anything')).toBeUndefined();
    expect(await reader.vocabulary('topics')).toEqual([]);
  });
});
