import { describe, expect, it } from 'vitest';
import { problemOf } from '../support/answer.js';
import { getWith, send } from './test-server.js';

const tagOf = async (path: string, accept = 'application/json') =>
  (await getWith(path, 'Accept', accept)).headers.get('etag') ?? '';

const other = '"another"';

describe.each([
  '/v1/takeaways?limit=3',
  '/v1/takeaways?q=kubernetes',
  '/v1/topics',
  '/v1/meta',
  '/v1/dump',
])('a copy of %s', (path) => {
  it('has a strong and stable entity tag', async () => {
    const tag = await tagOf(path);
    expect(tag).toMatch(/^"[\x21\x23-\x7e]+"$/);
    expect(await tagOf(path)).toBe(tag);
  });

  it.each<[how: string, header: (tag: string) => string | string[]]>([
    ['by its tag', (tag) => tag],
    ['by its tag in weak form', (tag) => `W/${tag}`],
    ['by one tag of a list', (tag) => `${other}, W/"x" , ${tag}`],
    ['by one tag of several headers', (tag) => [other, tag]],
    ['by *', () => '*'],
  ])('gets 304 %s', async (_, header) => {
    const answer = await getWith(path, 'If-None-Match', header(await tagOf(path)));
    expect(answer).toMatchObject({ status: 304, body: '' });
    expect(answer.headers.get('etag')).toBe(await tagOf(path));
    expect(answer.headers.get('cache-control')).toMatch(/max-age/);
  });

  it('gets 304 for HEAD as well', async () => {
    const headers = { 'if-none-match': await tagOf(path) };
    expect((await send(path, { method: 'HEAD', headers })).status).toBe(304);
  });

  it.each([other, '', '"', 'W/', '*"', ', ,'])(
    'is sent again for If-None-Match: %s',
    async (tag) => {
      expect((await getWith(path, 'If-None-Match', tag)).status).toBe(200);
    },
  );
});

describe('an entity tag', () => {
  it('differs by query, address and media type', async () => {
    const tags = [
      await tagOf('/v1/takeaways'),
      await tagOf('/v1/takeaways?limit=3'),
      await tagOf('/v1/topics'),
      await tagOf('/v1/dump'),
      await tagOf('/v1/dump', 'application/x-ndjson'),
    ];
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('does not depend on the notation of the query', async () => {
    const one = await tagOf('/v1/takeaways?year=2023&year=2024&limit=3');
    expect(await tagOf('/v1/takeaways?limit=3&year=2024&year=2023&year=2024')).toBe(one);
  });
});

it.each([
  ['/v1/takeaways/no-such-takeaway', 404],
  ['/v1/takeaways?limit=0', 400],
  ['/nothing', 404],
])('A problem takes precedence over preconditions: %s', async (path, status) => {
  expect(problemOf(await getWith(path, 'If-None-Match', '*')).status).toBe(status);
});
