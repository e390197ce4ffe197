import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { readDataset } from '../../../curation/read-dataset.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { publish } from '../../../src/dataset/revisions/publish.js';
import { createReader, type RevisionReader } from '../../../src/dataset/revisions/reader.js';
import { countFacets } from '../../../src/dataset/search/facet-counts.js';
import { findTakeaways, noFilters, type Query } from '../../../src/dataset/search/query.js';
import { type Facet, facets } from '../../../src/dataset/search/shards.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';

const readerOf = async (dataset: ReturnType<typeof readDataset>): Promise<RevisionReader> => {
  const store = createMemoryStore();
  const content = await layOut(dataset);
  const revision = await publish(store, {
    content,
    origin: 'bundled',
    version: 1,
    now: new Date(),
  });
  return createReader(store, revision);
};

const dataset = readDataset();
const values: Readonly<Record<Facet, readonly string[]>> = {
  event: dataset.events.map(({ id }) => id),
  year: dataset.events.map(({ year }) => String(year)),
  topic: dataset.topics.map(({ id }) => id),
  technology: dataset.technologies.map(({ id }) => id),
  source: dataset.sources.map(({ id }) => id),
  claim: dataset.claims.map(({ id }) => id),
  talk: dataset.talks.map(({ id }) => id),
  person: dataset.people.map(({ id }) => id),
};

const some = (facet: Facet) => fc.subarray([...values[facet]], { maxLength: 3 });

const queries: fc.Arbitrary<Query> = fc.record({
  words: fc.subarray(['wasm', 'kubernetes', 'sidecar'], { maxLength: 1 }),
  filters: fc.record({
    event: some('event'),
    year: some('year'),
    topic: some('topic'),
    technology: some('technology'),
    source: some('source'),
    claim: some('claim'),
    talk: some('talk'),
    person: some('person'),
  }),
  sort: fc.constant('-event' as const),
});

describe('facet counts', () => {
  let reader: RevisionReader;
  beforeAll(async () => {
    reader = await readerOf(dataset);
  });

  it('equal the number of results of the query with only this value of the facet', async () => {
    await fc.assert(
      fc.asyncProperty(queries, fc.constantFrom(...facets), fc.nat(), async (query, facet, any) => {
        const value = values[facet][any % values[facet].length] ?? '';
        const counts = await countFacets(reader, query, facets);
        const chosen = { ...query, filters: { ...query.filters, [facet]: [value] } };
        expect(counts?.(facet, value)).toBe((await findTakeaways(reader, chosen)).total);
      }),
    );
  });

  it('are not computed for an index of several shards', async () => {
    const large = await readerOf(generateDataset(3000));
    expect(large.revision.layout.shards).toBeGreaterThan(1);
    const query = {
      words: [],
      filters: noFilters,
      sort: '-event' as const,
    };
    expect(await countFacets(large, query, facets)).toBeUndefined();
  });
});
