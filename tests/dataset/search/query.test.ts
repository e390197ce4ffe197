import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateDataset, plantedWords, wordOfRank } from '../../../curation/generated-dataset.js';
import type { Dataset, Takeaway } from '../../../src/dataset/records/schema.js';
import { createReader, type RevisionReader } from '../../../src/dataset/revisions/reader.js';
import type { Revision } from '../../../src/dataset/revisions/revision.js';
import { QueryTooCostly } from '../../../src/dataset/search/index-budget.js';
import {
  findTakeaways,
  noFilters,
  type Query,
  type Sort,
  sorts,
  UnknownValues,
} from '../../../src/dataset/search/query.js';
import { type Facet, facets } from '../../../src/dataset/search/shards.js';
import { stem, wordsOf } from '../../../src/dataset/search/words.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { datasetOf, openRevision, takeaway } from '../support.js';

const everything: Query = {
  words: [],
  filters: noFilters,
  sort: '-event',
};

const filteredBy = (filters: Partial<Query['filters']>): Query => ({
  ...everything,
  filters: { ...everything.filters, ...filters },
});

/** The ids of all results, in order. */
const idsOf = async (reader: RevisionReader, query: Query): Promise<string[]> => {
  const matches = await findTakeaways(reader, query);
  const records = await reader.records(matches.ordinals(0, matches.total));
  return records.map((record) => JSON.parse(record).id);
};

const valuesOf = ({ event, topic, topics, technologies, source, claims, ...others }: Takeaway) => ({
  event: [event],
  year: [event.slice(-4)],
  topic: [topic, ...(topics ?? [])],
  technology: technologies,
  source: [source.id],
  claim: claims,
  talk: others.talk?.id ? [others.talk.id] : [],
  person: [
    ...(others.talk?.speakers ?? []).flatMap(({ id }) => id ?? []),
    ...(others.people ?? []),
  ],
});

/** The searchable texts of a takeaway, as documented. */
const textOf = (
  { title, summary, technologies, talk, people = [] }: Takeaway,
  { technologies: all, people: everyone }: Dataset,
) =>
  [
    ...everyone.filter(({ id }) => people.includes(id)).map(({ name }) => name),
    title,
    summary,
    ...all
      .filter(({ id }) => technologies.includes(id))
      .flatMap(({ id, name, aliases }) => [id, name, ...aliases]),
    talk?.title,
    ...(talk?.speakers.flatMap(({ name, organisation }) => [name, organisation]) ?? []),
  ].join(' ');

/** The expected results, without an index: OR within a filter, AND across filters and words. */
const scanOf = (dataset: Dataset) => {
  const takeaways = dataset.takeaways.map((one) => ({
    id: one.id,
    values: valuesOf(one),
    terms: [...new Set(wordsOf(textOf(one, dataset)).map(stem))],
  }));
  return ({ words, filters }: Query): string[] =>
    takeaways
      .filter(
        ({ values, terms }) =>
          facets.every(
            (facet) =>
              filters[facet].length === 0 ||
              filters[facet].some((value) => values[facet].includes(value)),
          ) &&
          words.every((word) => terms.some((term) => term === stem(word) || term.startsWith(word))),
      )
      .map(({ id }) => id);
};

// No two are so similar that one could be a typo of another.
const vocabulary = ['cluster', 'gateway', 'sidecar', 'harbor', 'notary', 'velvet', 'quantum'];
const slugs = {
  event: ['event-2022', 'event-2023', 'event-2024'],
  year: ['2022', '2023', '2024'],
  topic: ['mesh', 'wasm', 'storage'],
  technology: ['istio', 'cilium', 'spin', 'ceph'],
  source: ['blog', 'report'],
  claim: ['smaller', 'faster'],
  talk: ['keynote', 'panel'],
  person: ['ada', 'grace'],
};
const some = (values: readonly string[]) => fc.subarray([...values]);
const one = (values: readonly string[]) => fc.constantFrom(...values);
const text = fc.array(one(vocabulary), { maxLength: 4 }).map((words) => words.join(' '));

const anyTakeaway = fc.record({
  event: one(slugs.event),
  topic: one(slugs.topic),
  topics: some(slugs.topic),
  technologies: some(slugs.technology),
  source: fc.record({ id: one(slugs.source), section: fc.constant('A section') }),
  claims: some(slugs.claim),
  talk: fc
    .tuple(one(slugs.talk), some(slugs.person))
    .map(([id, people]) => ({ id, title: id, speakers: people.map((id) => ({ id, name: id })) })),
  people: some(slugs.person),
  title: text,
  summary: text,
});

/** Datasets whose vocabularies have all slugs, used or not. */
const anyDataset = fc.array(anyTakeaway, { maxLength: 30 }).map((given) => {
  const all = [
    ...slugs.event.map((event) => takeaway({ id: event, event })),
    takeaway({
      id: 'all',
      technologies: slugs.technology,
      claims: slugs.claim,
      people: slugs.person,
    }),
    ...slugs.talk.map((id) => takeaway({ id, talk: { id, title: id, speakers: [] } })),
    ...slugs.topic.map((topic) => takeaway({ id: topic, topic })),
    ...slugs.source.map((id) => takeaway({ id, source: { id, section: 'A section' } })),
  ];
  const { takeaways, ...vocabularies } = datasetOf(all);
  return datasetOf(
    given.map((one, number) => takeaway({ ...one, id: `takeaway-${number}` })),
    vocabularies,
  );
});

const anyFilters = fc.record({
  event: some(slugs.event),
  year: some(slugs.year),
  topic: some(slugs.topic),
  technology: some(slugs.technology),
  source: some(slugs.source),
  claim: some(slugs.claim),
  talk: some(slugs.talk),
  person: some(slugs.person),
});
const anyWords = fc.uniqueArray(one([...vocabulary, 'istio', 'cilium', 'xylophone']), {
  maxLength: 3,
});

describe('a query', { timeout: 30_000 }, () => {
  it('finds exactly the takeaways that a full scan finds', async () => {
    await fc.assert(
      fc.asyncProperty(anyDataset, anyFilters, anyWords, async (dataset, filters, words) => {
        const query: Query = { words, filters, sort: words.length > 0 ? 'relevance' : '-event' };
        const found = await idsOf(await openRevision(dataset), query);
        expect(found.sort()).toEqual(scanOf(dataset)(query).sort());
      }),
      { numRuns: 150 },
    );
  });

  it('reverses the default order for oldest first', async () => {
    await fc.assert(
      fc.asyncProperty(anyDataset, anyFilters, anyWords, async (dataset, filters, words) => {
        const reader = await openRevision(dataset);
        const newestFirst = await idsOf(reader, { words, filters, sort: '-event' });
        const oldestFirst = await idsOf(reader, { words, filters, sort: 'event' });
        expect(oldestFirst).toEqual(newestFirst.reverse());
        const eventOf = new Map(dataset.takeaways.map(({ id, event }) => [id, event]));
        const events = oldestFirst.map((id) => eventOf.get(id));
        expect(events).toEqual([...events].sort());
      }),
      { numRuns: 50 },
    );
  });

  it('finds the same takeaways page by page as all at once', async () => {
    const sort = fc.constantFrom<Sort>(...sorts);
    const limit = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(anyDataset, anyFilters, sort, limit, async (dataset, filters, by, size) => {
        const reader = await openRevision(dataset);
        const words = by === 'relevance' ? ['cluster'] : [];
        const matches = await findTakeaways(reader, { words, filters, sort: by });
        const pages: number[] = [];
        for (let offset = 0; offset < matches.total; offset += size) {
          pages.push(...matches.ordinals(offset, size));
        }
        expect(pages).toEqual(matches.ordinals(0, matches.total));
        expect(pages).toHaveLength(matches.total);
        expect(matches.ordinals(matches.total, size)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('without conditions finds everything', async () => {
    const reader = await openRevision(datasetOf([takeaway({ id: 'a' }), takeaway({ id: 'b' })]));
    expect(await idsOf(reader, everything)).toEqual(['a', 'b']);
    expect(await idsOf(reader, { ...everything, sort: 'event' })).toEqual(['b', 'a']);
  });

  it('finds nothing in an empty dataset', async () => {
    const reader = await openRevision(datasetOf([]));
    expect(await idsOf(reader, everything)).toEqual([]);
    expect(await idsOf(reader, { ...everything, words: ['cluster'] })).toEqual([]);
  });
});

describe('a filter', () => {
  it('reports exactly the unknown values', async () => {
    const reader = await openRevision(datasetOf([takeaway({ id: 'only', topic: 'mesh' })]));
    const query = filteredBy({ topic: ['mesh', 'mash'], year: ['1999'], technology: ['topic'] });
    const error = await findTakeaways(reader, query).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnknownValues);
    expect(error).toHaveProperty('values', [
      { facet: 'year', value: '1999' },
      { facet: 'topic', value: 'mash' },
      { facet: 'technology', value: 'topic' },
    ]);
  });

  it('by an unused value finds nothing', async () => {
    const topics = [{ id: 'unused', name: 'Unused', description: 'Used by no takeaway at all.' }];
    const reader = await openRevision(datasetOf([takeaway({ id: 'only' })], { topics }));
    expect(await idsOf(reader, filteredBy({ topic: ['unused'] }))).toEqual([]);
  });

  it('is never confused with a word', async () => {
    const reader = await openRevision(
      datasetOf([takeaway({ id: 'mesh-in-title', title: 'mesh', topic: 'other' })]),
    );
    expect(await idsOf(reader, { ...everything, words: ['mesh'] })).toEqual(['mesh-in-title']);
    await expect(findTakeaways(reader, filteredBy({ topic: ['mesh'] }))).rejects.toThrow(
      UnknownValues,
    );
  });
});

describe('a query of an index with many shards', { timeout: 60_000 }, () => {
  const many = generateDataset(2000);
  const scan = scanOf(many);
  /** Words that are far apart in the index. */
  const frequent = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(wordOfRank);
  const store = createMemoryStore();
  let revision: Revision;
  beforeAll(async () => {
    ({ revision } = await openRevision(many, store));
  });
  /** Opened for each query, so that none profits from the cache of another. */
  const find = (query: Query) => idsOf(createReader(store, revision), query);
  const search = (...words: string[]) => find({ ...everything, words });

  it('needs many shards', () => {
    expect(revision.layout.shards).toBeGreaterThan(10);
  });

  it('finds exactly the takeaways that a full scan finds', async () => {
    const anyOf = (facet: Facet) =>
      fc.constantFrom(...new Set(many.takeaways.flatMap((one) => valuesOf(one)[facet])));
    const filter = fc
      .constantFrom(...facets)
      .chain((facet) =>
        fc.uniqueArray(anyOf(facet), { maxLength: 2 }).map((values) => ({ [facet]: values })),
      );
    const rank = fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 3000 }));
    const word = fc
      .oneof(fc.constantFrom(...plantedWords), rank.map(wordOfRank))
      .filter((one) => scan({ ...everything, words: [one] }).length > 0);
    await fc.assert(
      fc.asyncProperty(filter, fc.uniqueArray(word, { maxLength: 2 }), async (filters, words) => {
        const query = { ...filteredBy(filters), words };
        expect((await find(query)).sort()).toEqual(scan(query).sort());
      }),
      { numRuns: 60 },
    );
  });

  it('corrects a misspelt word, even with a wrong first letter', async () => {
    const meant = await search('quintessential');
    expect(meant.length).toBeGreaterThan(400);
    for (const typo of ['quintesential', 'quintessentail', 'wuintessential']) {
      expect(new Set(await search(typo))).toEqual(new Set(meant));
    }
  });

  it('is never rejected for up to 3 words, known or not', async () => {
    const word = fc.oneof(
      fc.constantFrom(...plantedWords),
      fc.nat({ max: 40_000 }).map(wordOfRank),
      fc.stringMatching(/^[a-z]{1,12}$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 3, maxLength: 3 }), async (words) => {
        expect(await search(...words)).toBeInstanceOf(Array);
      }),
      { numRuns: 60 },
    );
  });

  it('is never rejected for up to 6 known words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(frequent, { minLength: 6, maxLength: 6 }), async (words) => {
        expect((await search(...words)).sort()).toEqual(scan({ ...everything, words }).sort());
      }),
      { numRuns: 30 },
    );
  });

  it('is not rejected because of optional reads', async () => {
    const reader = createReader(store, revision);
    const manyShards: string[] = [];
    for (let rank = 0; rank < 60; rank++) {
      const beginning = wordOfRank(rank).slice(0, 2);
      if ((await reader.shardNumbersFrom(beginning)).length > 1) manyShards.push(beginning);
    }
    expect(manyShards.length).toBeGreaterThanOrEqual(3);
    const words = [...manyShards.slice(0, 3), ...frequent.slice(0, 3)];
    expect(await search(...words)).toBeInstanceOf(Array);
  });

  it('is rejected if it has more words than shards it may read', async () => {
    await expect(search(...frequent)).rejects.toThrow(QueryTooCostly);
  });
});
