import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { readDataset } from '../../curation/read-dataset.js';
import { schemas } from '../../src/api/api-schemas.js';
import type { VocabularyName } from '../../src/dataset/records/fields.js';
import type { Facet } from '../../src/dataset/search/shards.js';
import { faultyParameters, jsonOf, problemOf } from '../support/answer.js';
import { takeawaysAt } from '../support/lists.js';
import { createTestGet } from '../support/test-app.js';

const dataset = readDataset();
const get = await createTestGet();

/** What the records of every vocabulary have, as far as is looked at here. */
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
];

/** @returns the records of a vocabulary from all its pages. */
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

  it('lists every record of the dataset, in its order', async () => {
    const records = await recordsAt(`/v1/${name}?limit=100`, page);
    expect(records.map(withoutCount)).toEqual(dataset[name]);
  });

  it('is the same in small pages', async () => {
    const whole = await recordsAt(`/v1/${name}?limit=100`, page);
    expect(await recordsAt(`/v1/${name}?limit=3`, page)).toEqual(whole);
  });

  it('counts for each record the takeaways that filtering by it finds', async () => {
    for (const { id, count } of await recordsAt(`/v1/${name}?limit=100`, page)) {
      const found = await takeawaysAt(get, `/v1/takeaways?${facet}=${id}&limit=1`);
      expect(count, id).toBe(found.page.total);
    }
  });

  it('has each record at an address of its own, as it is in the list', async () => {
    for (const record of await recordsAt(`/v1/${name}?limit=100`, page)) {
      expect(jsonOf(await get(`/v1/${name}/${record.id}`), item)).toEqual(record);
    }
  });

  it.each(['nothing-of-the-sort', '__proto__', 'constructor', 'count', '0'])(
    'has nothing at %s, and says where to look',
    async (id) => {
      const { slug, detail } = problemOf(await get(`/v1/${name}/${id}`));
      expect(slug).toBe('not-found');
      expect(detail).toContain(`/v1/${name}`);
    },
  );

  it('takes limit and cursor, and no filter', async () => {
    expect(
      faultyParameters(await get(`/v1/${name}?limit=0&topic=ai&q=x&cursor=a&cursor=b`)),
    ).toEqual(['topic', 'q', 'limit', 'cursor']);
    expect(faultyParameters(await get(`/v1/${name}/${dataset[name][0]?.id}?limit=1`))).toEqual([
      'limit',
    ]);
  });

  it('refuses a cursor of another list', async () => {
    const other = vocabularies.find((candidate) => candidate.name !== name) ?? vocabularies[0];
    const { page: its } = jsonOf(await get(`/v1/${other?.name}?limit=2`), other?.page ?? page);
    expect(its.next).not.toBeNull();
    const foreign = (its.next ?? '').replace(`/v1/${other?.name}`, `/v1/${name}`);
    expect(problemOf(await get(foreign)).slug).toBe('invalid-cursor');
  });
});

it('The years of the events are what takeaways are filtered by', async () => {
  for (const { year, count } of await recordsAt('/v1/events', schemas.EventPage)) {
    expect((await takeawaysAt(get, `/v1/takeaways?year=${year}&limit=1`)).page.total).toBe(count);
  }
});
