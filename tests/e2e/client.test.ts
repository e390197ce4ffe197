import { describe, expect, expectTypeOf, inject, it } from 'vitest';
import { createClient, type Schemas } from '../../dist/client/index.js';

const client = createClient(inject('baseUrl'));

describe('the typed client', () => {
  it('lists, filters and picks fields', async () => {
    const { data } = await client.GET('/v1/takeaways', {
      params: {
        query: {
          topic: ['webassembly', 'ebpf'],
          sort: 'event',
          limit: 5,
          fields: ['id', 'topics'],
        },
      },
    });
    expect(data?.data).toHaveLength(5);
    for (const takeaway of data?.data ?? []) {
      expect(Object.keys(takeaway)).toEqual(['id', 'topics']);
      const found = takeaway.topics?.filter((topic) => ['webassembly', 'ebpf'].includes(topic));
      expect(found).not.toEqual([]);
    }
  });

  it('goes on with a cursor', async () => {
    const first = await client.GET('/v1/topics', { params: { query: { limit: 1 } } });
    const next = new URLSearchParams(first.data?.page.next?.split('?')[1]);
    const second = await client.GET('/v1/topics', {
      params: { query: { limit: 1, cursor: next.get('cursor') ?? '' } },
    });
    expect(second.data?.data[0]?.id).not.toBe(first.data?.data[0]?.id);
  });

  it('reads one record', async () => {
    const [{ id = '' } = {}] = (await client.GET('/v1/takeaways')).data?.data ?? [];
    const { data } = await client.GET('/v1/takeaways/{id}', { params: { path: { id } } });
    expect(data?.id).toBe(id);
  });

  it('confirms a fresh copy', async () => {
    const { response } = await client.GET('/v1/meta');
    const again = await client.GET('/v1/meta', {
      params: { header: { 'If-None-Match': response.headers.get('etag') ?? '' } },
    });
    expect(again.response.status).toBe(304);
  });

  it('has problems as errors, with every fault', async () => {
    const { data, error } = await client.GET('/v1/takeaways', {
      params: { query: { topic: ['no-such-topic'], limit: 101 } },
    });
    expect(data).toBeUndefined();
    expect(error?.errors?.map(({ parameter }) => parameter)).toContain('limit');
  });
});

/** Checked by the compiler: `npm run types`. */
describe('the types of the client', () => {
  it('are those of the API', () => {
    type List = Awaited<ReturnType<typeof client.GET<'/v1/takeaways', object>>>;
    expectTypeOf<NonNullable<List['data']>>().toEqualTypeOf<Schemas['TakeawayPage']>();
    expectTypeOf<NonNullable<List['error']>>().toEqualTypeOf<Schemas['Problem']>();
    expectTypeOf<Schemas['Takeaway']['technologies']>().toEqualTypeOf<string[]>();
    expectTypeOf<Schemas['Source']['published']>().toEqualTypeOf<string | null>();
  });

  it('refuse what the API has not', () => {
    const wrong = () => {
      // @ts-expect-error there is no such path
      client.GET('/v1/nothing');
      // @ts-expect-error there is no such order
      client.GET('/v1/takeaways', { params: { query: { sort: 'title' } } });
      // @ts-expect-error a record has an id
      client.GET('/v1/takeaways/{id}');
      // @ts-expect-error publishing takes a body
      client.PUT('/v1/dataset', { params: { header: { 'If-Match': '*' } } });
    };
    expect(wrong).toBeTypeOf('function');
  });
});
