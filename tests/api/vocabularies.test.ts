import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { readDataset } from '../../curation/read-dataset.js';
import { schemas } from '../../src/api/api-schemas.js';
import type { VocabularyName } from '../../src/dataset/records/fields.js';
import type { Facet } from '../../src/dataset/search/shards.js';
import { invalidParameters, jsonOf, problemOf } from '../support/answer.js';
import { takeawaysAt } from '../support/lists.js';
import { createTestGet } from '../support/test-app.js';

const dataset = readDataset();
const get = await createTestGet();

/** The members of all vocabulary records that these tests use. */
type Item = Readonly<{ id: string; count: number; year?: number }>;
type Page = Readonly<{ data: Item[]; page: { next: string | null } }>;

interface Vocabulary {
  readonly name: VocabularyName;
  readonly facet: Facet;
  readonly page: z.ZodMiniType<Page>;
  readonly item: z.ZodMiniType<Item>;
}

const vocabularies: readonly Vocabulary[] = [
  { name: 'events', facet: 'event', page: schemas.EventPage, item: schemas.Event },
  { name: 'topics', facet: 'topic', page: schemas.TopicPage, item: schemas.Topic },
  {
    name: 'technologies',
    facet: 'technology',
    page: schemas.TechnologyPage,
    item: schemas.Technology,
  },
  { name: 'sources', facet: 'source', page: schemas.SourcePage, item: schemas.Source },
  { name: 'claims', facet: 'claim', page: schemas.ClaimPage, item: schemas.Claim },
  { name: 'talks', facet: 'talk', page: schemas.TalkPage, item: schemas.Talk },
  { name: 'people', facet: 'person', page: schemas.PersonPage, item: schemas.Person },
];

/** @returns the records of a vocabulary from all pages. */
const recordsAt = async (path: string, schema: Vocabulary['page']): Promise<Item[]> => {
  const records: Item[] = [];
  for (let at: string | null = path; at !== null; ) {
    const { data, page }: Page = jsonOf(await get(at), schema);
    records.push(...data);
    at = page.next;
  }
  return records;
};

describe.each(vocabularies)('the vocabulary $name', ({ name, facet, page, item }) => {
  const withoutCount = ({ count, ...record }: Item) => record;

  it('lists every record of the dataset, in order', async () => {
    const records = await recordsAt(`/v1/${name}?limit=100`, page);
    expect(records.map(withoutCount)).toEqual(dataset[name]);
  });

  it('is the same with small pages', async () => {
    const whole = await recordsAt(`/v1/${name}?limit=100`, page);
    expect(await recordsAt(`/v1/${name}?limit=3`, page)).toEqual(whole);
  });

  it('has the number of results of the filter in `count`', async () => {
    for (const { id, count } of await recordsAt(`/v1/${name}?limit=100`, page)) {
      const found = await takeawaysAt(get, `/v1/takeaways?${facet}=${id}&limit=1`);
      expect(count, id).toBe(found.page.total);
    }
  });

  it('serves each record at its own address, as in the list', async () => {
    for (const record of await recordsAt(`/v1/${name}?limit=100`, page)) {
      expect(jsonOf(await get(`/v1/${name}/${record.id}`), item)).toEqual(record);
    }
  });

  it.each(['nothing-of-the-sort', '__proto__', 'constructor', 'count', '0'])(
    'is 404 with a link to the list for %s',
    async (id) => {
      const { slug, detail } = problemOf(await get(`/v1/${name}/${id}`));
      expect(slug).toBe('not-found');
      expect(detail).toContain(`/v1/${name}`);
    },
  );

  it('accepts `limit` and `cursor`, but no filters', async () => {
    expect(
      invalidParameters(await get(`/v1/${name}?limit=0&topic=ai&q=x&cursor=a&cursor=b`)),
    ).toEqual(['topic', 'q', 'limit', 'cursor']);
    expect(invalidParameters(await get(`/v1/${name}/${dataset[name][0]?.id}?limit=1`))).toEqual([
      'limit',
    ]);
  });

  it('rejects a cursor of another list', async () => {
    const other = vocabularies.find((candidate) => candidate.name !== name) ?? vocabularies[0];
    const { page: its } = jsonOf(await get(`/v1/${other?.name}?limit=2`), other?.page ?? page);
    expect(its.next).not.toBeNull();
    const foreign = (its.next ?? '').replace(`/v1/${other?.name}`, `/v1/${name}`);
    expect(problemOf(await get(foreign)).slug).toBe('invalid-cursor');
  });
});

it('The filter `year` accepts the years of the events', async () => {
  for (const { year, count } of await recordsAt('/v1/events', schemas.EventPage)) {
    expect((await takeawaysAt(get, `/v1/takeaways?year=${year}&limit=1`)).page.total).toBe(count);
  }
});

describe('a topic that has been merged into another', () => {
  const merged = dataset.topics.flatMap(({ id, former_ids = [] }) =>
    former_ids.map((former) => ({ id, former })),
  );

  it.each(merged)('still answers as $former', async ({ id, former }) => {
    expect(jsonOf(await get(`/v1/topics/${former}`), schemas.Topic).id).toBe(id);
    const { data } = await takeawaysAt(get, `/v1/takeaways?topic=${former}&limit=100`);
    expect(data).toEqual((await takeawaysAt(get, `/v1/takeaways?topic=${id}&limit=100`)).data);
    expect(data.length).toBeGreaterThan(0);
  });
});
