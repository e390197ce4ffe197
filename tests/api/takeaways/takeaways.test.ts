import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import type { Takeaway } from '../../../src/dataset/records/schema.js';
import { type Facet, facets } from '../../../src/dataset/search/shards.js';
import { idsAt, takeawaysAt, walk } from '../../support/lists.js';
import { createTestGet } from '../../support/test-app.js';

const dataset = readDataset();
const get = await createTestGet();

const eventOf = new Map(dataset.events.map((event) => [event.id, event]));

/** The values of a takeaway that each filter compares. */
const valuesOf: Record<Facet, (takeaway: Takeaway) => readonly string[]> = {
  event: ({ event }) => [event],
  year: ({ event }) => [String(eventOf.get(event)?.year)],
  topic: ({ topic, topics = [topic] }) => topics,
  technology: ({ technologies }) => technologies,
  source: ({ source }) => [source.id],
  claim: ({ claims }) => claims,
  talk: ({ talk }) => (talk?.id ? [talk.id] : []),
  person: ({ talk, people = [] }) => [
    ...(talk?.speakers ?? []).flatMap(({ id }) => id ?? []),
    ...people,
  ],
};

const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

const vocabulary: Record<Facet, readonly string[]> = {
  event: idsOf(dataset.events),
  year: dataset.events.map(({ year }) => String(year)),
  topic: idsOf(dataset.topics),
  technology: idsOf(dataset.technologies),
  source: idsOf(dataset.sources),
  claim: idsOf(dataset.claims),
  talk: idsOf(dataset.talks),
  person: idsOf(dataset.people),
};

type Filters = Readonly<Partial<Record<Facet, readonly string[]>>>;

/** The expected ids, found by checking all takeaways. */
const having = (filters: Filters): string[] =>
  idsOf(
    dataset.takeaways.filter((takeaway) =>
      facets.every((facet) => {
        const wanted = filters[facet];
        return !wanted || valuesOf[facet](takeaway).some((value) => wanted.includes(value));
      }),
    ),
  );

const pathOf = (filters: Filters, more: Record<string, string> = {}) =>
  `/v1/takeaways?${new URLSearchParams([
    ...Object.entries(filters).flatMap(([name, values]) =>
      values.map((value): [string, string] => [name, value]),
    ),
    ...Object.entries({ limit: '100', ...more }),
  ])}`;

describe('the list of takeaways', () => {
  it('has every takeaway of the dataset, unchanged', async () => {
    const served = (await walk(get, '/v1/takeaways', 'next')).flatMap(({ data }) => data);
    const byId = new Map(served.map((takeaway) => [takeaway.id, takeaway]));
    expect(served).toHaveLength(dataset.takeaways.length);
    for (const takeaway of dataset.takeaways) expect(byId.get(takeaway.id)).toEqual(takeaway);
  });

  it('names its revision', async () => {
    const pages = await walk(get, '/v1/takeaways?limit=50', 'next');
    expect(new Set(pages.map(({ revision }) => revision)).size).toBe(1);
  });
});

describe.each(facets)('the filter %s', (facet) => {
  it.each(vocabulary[facet])('finds exactly the takeaways with %s', async (value) => {
    const filters = { [facet]: [value] };
    expect(new Set(await idsAt(get, pathOf(filters)))).toEqual(new Set(having(filters)));
  });

  it('finds takeaways with either value if repeated', async () => {
    const twoOf = fc.subarray([...vocabulary[facet]], { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(twoOf, async (values) => {
        const filters = { [facet]: values };
        expect(new Set(await idsAt(get, pathOf(filters)))).toEqual(new Set(having(filters)));
      }),
      { numRuns: 30 },
    );
  });
});

describe('several filters', () => {
  /** Values of one takeaway, so that something is found, and some of others. */
  const filters = fc
    .tuple(
      fc.constantFrom(...dataset.takeaways),
      fc.constantFrom(...dataset.takeaways),
      fc.subarray([...facets], { minLength: 1 }),
    )
    .map(
      ([one, other, chosen]): Filters =>
        Object.fromEntries(
          chosen
            .filter((facet) => valuesOf[facet](one).length > 0)
            .map((facet) => [
              facet,
              [...valuesOf[facet](one), ...valuesOf[facet](other)].slice(0, 20),
            ]),
        ),
    );

  it('find takeaways that match all of them', async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (given) => {
        const found = await idsAt(get, pathOf(given));
        expect(found.length).toBeGreaterThan(0);
        expect(new Set(found)).toEqual(new Set(having(given)));
      }),
      { numRuns: 200 },
    );
  });

  it('narrow a search', async () => {
    const all = await idsAt(get, '/v1/takeaways?q=kubernetes&limit=100');
    const narrowed = await idsAt(get, '/v1/takeaways?q=kubernetes&topic=ai&limit=100');
    const onTopic = having({ topic: ['ai'] });
    expect(narrowed).toEqual(all.filter((id) => onTopic.includes(id)));
    expect(narrowed.length).toBeGreaterThan(0);
  });
});

describe('the sort order', () => {
  const startsAt = async (path: string) => {
    const pages = await walk(get, path, 'next');
    return pages.flatMap(({ data }) => data.map(({ event = '' }) => eventOf.get(event)?.start));
  };

  it('is newest event first by default', async () => {
    const starts = await startsAt('/v1/takeaways');
    expect(starts).toEqual([...starts].sort().reverse());
    expect(new Set(starts).size).toBe(dataset.events.length);
  });

  it('is the same for sort=-event', async () => {
    expect(await idsAt(get, '/v1/takeaways?sort=-event')).toEqual(
      await idsAt(get, '/v1/takeaways'),
    );
  });

  it('is exactly reversed for sort=event', async () => {
    const oldest = await idsAt(get, '/v1/takeaways?sort=event');
    expect(oldest).toEqual((await idsAt(get, '/v1/takeaways')).reverse());
  });

  it('can be by event for a search', async () => {
    const starts = await startsAt('/v1/takeaways?q=service+mesh&sort=event');
    expect(starts).toEqual([...starts].sort());
    expect(new Set(starts).size).toBeGreaterThan(1);
  });

  it('is by relevance by default for a search', async () => {
    const found = await idsAt(get, '/v1/takeaways?q=wasm');
    expect(await idsAt(get, '/v1/takeaways?q=wasm&sort=relevance')).toEqual(found);
    expect(await idsAt(get, '/v1/takeaways?q=wasm&sort=-event')).not.toEqual(found);
  });
});

describe('the parameter fields', () => {
  const members = Object.keys(dataset.takeaways[0] ?? {}) as (keyof Takeaway)[];

  it('reduces each takeaway to the named members', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(members, { minLength: 1 }), async (fields) => {
        const whole = await takeawaysAt(get, '/v1/takeaways?limit=40');
        const part = await takeawaysAt(get, `/v1/takeaways?limit=40&fields=${fields.join()}`);
        const picked = whole.data.map((takeaway) =>
          Object.fromEntries(
            Object.entries(takeaway).filter(([name]) => fields.some((field) => field === name)),
          ),
        );
        expect(part.data).toEqual(picked);
        expect(part.page.total).toBe(whole.page.total);
      }),
      { numRuns: 50 },
    );
  });

  it('allows members that only some takeaways have', async () => {
    const { data } = await takeawaysAt(get, '/v1/takeaways?fields=talk,note&limit=100');
    const expected = new Set(['{}', '{"talk"}', '{"note"}', '{"talk","note"}']);
    const shapes = new Set(data.map((item) => `{${Object.keys(item).map((name) => `"${name}"`)}}`));
    expect(expected).toEqual(new Set([...expected, ...shapes]));
    expect(shapes).toContain('{}');
    expect(shapes).toContain('{"talk"}');
  });
});
