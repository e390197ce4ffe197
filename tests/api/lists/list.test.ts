import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { encodeCursor } from '../../../src/api/lists/cursor.js';
import { answerOf, type Get, jsonOf, problemOf } from '../../support/answer.js';
import { idsAt, idsOn, linksOf, takeawaysAt, walk } from '../../support/lists.js';
import type { Answer } from '../../support/openapi-contract.js';
import { createTestApp } from '../../support/test-app.js';

const dataset = readDataset();
type Pair = [name: string, value: string];

const some = (name: string, values: readonly string[]) =>
  fc
    .subarray([...values], { minLength: 1, maxLength: 3 })
    .map((chosen) => chosen.map((value): Pair => [name, value]));
const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

/** Queries with at most two conditions, so that most of them find something. */
const query = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc
          .constantFrom('kubernetes', 'wasm', 'policy', 'open source')
          .map((q): Pair[] => [['q', q]]),
        some('topic', idsOf(dataset.topics)),
        some('technology', idsOf(dataset.technologies)),
        some('event', idsOf(dataset.events)),
      ),
      { maxLength: 2 },
    ),
    fc.subarray<Pair>([
      ['sort', 'event'],
      ['fields', 'id,title'],
    ]),
  )
  .map(([conditions, shape]): Pair[] => [...conditions.flat(), ...shape])
  .filter((pairs) => pairs.filter(([name]) => name === 'q').length < 2);

const pathOf = (pairs: readonly Pair[], limit: number) =>
  `/v1/takeaways?${new URLSearchParams([...pairs, ['limit', String(limit)]])}`;

let get: Get;
beforeAll(async () => {
  const send = await createTestApp();
  get = async (path) => answerOf(await send(path));
});

describe('following the links of a list', () => {
  it('visits each takeaway exactly once, forward and backward, for any limit and query', async () => {
    const limit = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 7, max: 40 }));
    await fc.assert(
      fc.asyncProperty(query, limit, async (pairs, size) => {
        const forward = await walk(get, pathOf(pairs, size), 'next');
        const ids = forward.flatMap(idsOn);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toHaveLength(forward[0]?.page.total ?? Number.NaN);
        expect(forward.slice(0, -1).every(({ data }) => data.length === size)).toBe(true);

        const beforeLast = forward.at(-2)?.page.next;
        if (!beforeLast) return;
        const backward = await walk(get, beforeLast, 'prev');
        expect(backward.map(idsOn)).toEqual(forward.map(idsOn).reverse());
      }),
      { numRuns: 100 },
    );
  }, 20_000);

  it('gives the same results in the same order for any limit', async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.integer({ min: 5, max: 60 }), async (pairs, limit) => {
        const whole = await idsAt(get, pathOf(pairs, 100));
        expect(await idsAt(get, pathOf(pairs, limit))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  }, 20_000);

  it('keeps the query in every link', async () => {
    const pages = await walk(get, '/v1/takeaways?topic=security&fields=id,topics&limit=2', 'next');
    expect(pages.length).toBeGreaterThan(1);
    for (const { data } of pages) {
      for (const item of data) {
        expect(item).toEqual({
          id: expect.any(String),
          topics: expect.arrayContaining(['security']),
        });
      }
    }
  });

  it('allows the limit to change on the way', async () => {
    const first = await takeawaysAt(get, '/v1/takeaways?limit=3');
    const rest = await idsAt(get, (first.page.next ?? '').replace('limit=3', 'limit=50'));
    expect([...idsOn(first), ...rest]).toEqual(await idsAt(get, '/v1/takeaways?limit=100'));
  });
});

const outcomeOf = (answer: Answer) => (answer.status === 200 ? 200 : problemOf(answer).slug);

describe('a page of a list', () => {
  it('has 20 results by default', async () => {
    const { data, page } = await takeawaysAt(get, '/v1/takeaways');
    expect(data).toHaveLength(20);
    expect(page).toMatchObject({ limit: 20, total: dataset.takeaways.length, prev: null });
  });

  it('has all results and no links if they all fit', async () => {
    const { data, page } = jsonOf(await get('/v1/events?limit=100'), schemas.EventPage);
    expect(page).toEqual({ total: data.length, limit: 100, next: null, prev: null });
  });

  it('is 400 past the end, even with a valid cursor', async () => {
    const { revision, page } = await takeawaysAt(get, '/v1/takeaways');
    const at = async (offset: number) => {
      const cursor = encodeCursor({ revision, offset }, '/v1/takeaways?');
      return outcomeOf(await get(`/v1/takeaways?cursor=${cursor}`));
    };
    expect(await at(page.total - 1)).toBe(200);
    expect(await at(page.total)).toBe('invalid-cursor');
    expect(await at(999_999_999)).toBe('invalid-cursor');
  });

  it('is empty and not an error if nothing matches', async () => {
    const { data, page } = await takeawaysAt(
      get,
      '/v1/takeaways?topic=ebpf&topic=ai&q=kubeaudit+crossplane',
    );
    expect(data).toEqual([]);
    expect(page).toEqual({ total: 0, limit: 20, next: null, prev: null });
  });
});

describe('the Link header of a list', () => {
  it('links to the adjacent pages of the body, the first page, the page itself and the API description', async () => {
    const start = '/v1/takeaways?event=kubecon-eu-2024&limit=10';
    const first = await get(start);
    const { page } = jsonOf(first, schemas.TakeawayPage);
    const links = linksOf(first.headers.get('link'));
    expect(links).toMatchObject({ self: start, first: start, next: page.next });
    expect(links).not.toHaveProperty('prev');

    const second = await get(page.next ?? '');
    expect(linksOf(second.headers.get('link'))).toMatchObject({
      self: page.next,
      first: start,
      prev: jsonOf(second, schemas.TakeawayPage).page.prev,
      next: jsonOf(second, schemas.TakeawayPage).page.next,
      'service-desc': '/openapi.json',
      'service-doc': '/docs',
    });
  });

  it('does not depend on the order or repetition of parameters', async () => {
    const one = await get('/v1/takeaways?topic=ai&topic=ebpf&limit=5&event=kubecon-eu-2024');
    const other = await get(
      '/v1/takeaways?event=kubecon-eu-2024&topic=ebpf&limit=5&topic=ai&topic=ebpf',
    );
    expect(one.headers.get('link')).toContain('topic=ai');
    expect(other.headers.get('link')).toBe(one.headers.get('link'));
    expect(other.headers.get('etag')).toBe(one.headers.get('etag'));
    expect(other.body).toBe(one.body);
  });
});
