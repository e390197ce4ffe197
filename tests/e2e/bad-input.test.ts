import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { invalidParameters, jsonOf, problemOf } from '../support/answer.js';
import { takeawaysAt } from '../support/lists.js';
import { authority, get, getWith, isOurs, send, sendLines } from './test-server.js';

describe.each<[what: string, query: string, parameters: string[]]>([
  ['unknown parameters', 'page=2&per_page=5', ['page', 'per_page']],
  ['a search given twice', 'q=wasm&q=spin', ['q']],
  ['a sort order given twice', 'sort=event&sort=event', ['sort']],
  ['a limit given twice', 'limit=5&limit=5', ['limit']],
  ['a limit below the minimum', 'limit=0', ['limit']],
  ['a limit above the maximum', 'limit=101', ['limit']],
  ['a limit that is not a number', 'limit=ten', ['limit']],
  ['an unknown sort order', 'sort=title', ['sort']],
  ['a search too long', `q=${'x'.repeat(201)}`, ['q']],
  ['a search without words', 'q=%21%21', ['q']],
  ['a value that is not a slug', 'topic=Service%20Mesh', ['topic']],
  ['an unknown field', 'fields=id,nothing', ['fields']],
])('%s', (_, query, parameters) => {
  it(`get 400 and are all reported: ${query.slice(0, 30)}`, async () => {
    const answer = await get(`/v1/takeaways?${query}`);
    expect(problemOf(answer).slug).toBe('invalid-request');
    expect(invalidParameters(answer)).toEqual(parameters);
  });
});

it('Several errors are reported in one response', async () => {
  const answer = await get('/v1/takeaways?limit=0&sort=title&topic=A!&page=2&fields=x&q=%21');
  expect(new Set(invalidParameters(answer))).toEqual(
    new Set(['limit', 'sort', 'topic', 'page', 'fields', 'q']),
  );
});

describe('unknown filter values', () => {
  it('get 400 with suggestions', async () => {
    const { technologies } = jsonOf(await get('/v1/dump'), schemas.Dataset);
    const { id } = technologies.find((technology) => technology.id.length > 8) ?? { id: '' };
    const misspelt = id.slice(0, 4) + id.slice(5);
    const answer = await get(`/v1/takeaways?technology=${misspelt}&topic=zzzzzzzzzzzz`);
    const { slug, errors } = problemOf(answer);
    expect(slug).toBe('invalid-request');
    expect(errors).toMatchObject([
      { parameter: 'topic', detail: expect.stringContaining('/v1/topics') },
      { parameter: 'technology', detail: expect.stringContaining(`"${id}"`) },
    ]);
  });
});

describe('a cursor', () => {
  const nextOf = async (path: string) => (await takeawaysAt(get, path)).page.next ?? '';
  const cursorIn = (path: string) => new URLSearchParams(path.split('?')[1]).get('cursor') ?? '';

  it.each(['', 'nonsense', '%00', 'AAAA', 'MA=='])(
    'that is invalid gets 400: %s',
    async (cursor) => {
      expect(problemOf(await get(`/v1/takeaways?cursor=${cursor}`)).slug).toBe('invalid-cursor');
    },
  );

  it('with any changed character gets 400', async () => {
    const next = await nextOf('/v1/takeaways?limit=2');
    const cursor = cursorIn(next);
    for (let at = 0; at < cursor.length; at += 3) {
      const letter = cursor[at] === 'A' ? 'B' : 'A';
      const forged = cursor.slice(0, at) + letter + cursor.slice(at + 1);
      const { slug } = problemOf(await get(next.replace(cursor, forged)));
      expect(slug, forged).toBe('invalid-cursor');
    }
  });

  it.each([
    '/v1/takeaways?limit=2&sort=event&cursor=',
    '/v1/takeaways?limit=2&year=2024&cursor=',
    '/v1/topics?limit=2&cursor=',
  ])('of another query gets 400: %s', async (path) => {
    const cursor = cursorIn(await nextOf('/v1/takeaways?limit=2'));
    expect(cursor).not.toBe('');
    expect(problemOf(await get(path + cursor)).slug).toBe('invalid-cursor');
  });

  it('given twice gets 400', async () => {
    const next = await nextOf('/v1/takeaways?limit=2');
    expect(invalidParameters(await get(`${next}&cursor=${cursorIn(next)}`))).toEqual(['cursor']);
  });
});

describe('a URL', () => {
  it('that is too long gets 414', async () => {
    expect(problemOf(await get(`/v1/takeaways?q=${'x'.repeat(5000)}`)).slug).toBe('uri-too-long');
    expect(problemOf(await get(`/${'x'.repeat(5000)}`)).slug).toBe('uri-too-long');
  });

  it('that is far too long gets 414, or 431 if the server counts it with the headers', async () => {
    expect([414, 431]).toContain((await get(`/v1/takeaways?q=${'x'.repeat(20_000)}`)).status);
  });

  it.each([
    '/v1/takeaways?q=%',
    '/v1/takeaways?q=%zz',
    '/v1/takeaways/%4',
    '/v1/takeaways?q=%FF',
    '/%C3%28',
  ])('with malformed percent-encoding gets 400: %s', async (target) => {
    expect(problemOf(await get(target)).slug).toBe('malformed-url');
  });

  it.each([
    '/v1/takeaways?q=%F0%9F%A6%80%20kubernetes',
    '/v1/takeaways?q=%E9%9B%B2',
    '/v1/takeaways?q=%C4%B0',
  ])('with text in any script is accepted: %s', async (target) => {
    expect((await get(target)).status).toBe(200);
  });

  it.each([
    '/v1/takeaways?q=\xe9t\xe9',
    '/\xff\xfe',
    '/v1/takeaways?q=<script>',
    '/v1/takeaways?q="|^`{}',
  ])('with invalid characters is accepted or rejected: %s', async (target) => {
    const lines = [`GET ${target} HTTP/1.1`, `Host: ${authority}`, 'Connection: close'];
    expect([200, 400]).toContain(await sendLines(...lines));
  });
});

describe('a body', () => {
  it.each(['GET', 'HEAD'])('on %s gets 400', async (method) => {
    const answer = await send('/v1/takeaways', { method, body: '{}' });
    expect(answer.status).toBe(400);
    if (method === 'GET') expect(invalidParameters(answer)).toEqual(['body']);
  });

  // Spin hides Transfer-Encoding from components, which cannot detect the body then.
  it('in chunks on GET gets 400 or is ignored', async () => {
    const headers = { 'transfer-encoding': 'chunked' };
    const { status } = await send('/v1/takeaways', { headers, body: '{}' });
    expect([200, 400]).toContain(status);
  });

  it('does not affect an unsupported method', async () => {
    const answer = await send('/v1/takeaways', { method: 'POST', body: 'x'.repeat(100_000) });
    expect(problemOf(answer).slug).toBe('method-not-allowed');
  });
});

describe('headers', () => {
  it('that are too large get 431, from the server or from the component', async () => {
    expect((await getWith('/v1/takeaways', 'X-Large', 'x'.repeat(20_000))).status).toBe(431);
  });

  it('in too large a number get 431', async () => {
    const headers = Object.fromEntries(
      Array.from({ length: 90 }, (_, number) => [`x-many-${number}`, 'x'.repeat(250)]),
    );
    expect((await send('/v1/takeaways', { headers })).status).toBe(431);
  });

  it('within the limit are accepted', async () => {
    expect((await getWith('/v1/takeaways', 'X-Large', 'x'.repeat(6_000))).status).toBe(200);
  });

  // Spin 4 responds with 500 to a header that is not UTF-8, before it calls the component.
  it.runIf(isOurs)('with bytes beyond ASCII are accepted', async () => {
    expect((await getWith('/v1/takeaways', 'X-Odd', '\xe9\xff\xa0x')).status).toBe(200);
    expect((await getWith('/v1/takeaways', 'If-None-Match', '"\xe9\xff"')).status).toBe(200);
    expect((await getWith('/v1/takeaways', 'Accept', '\xe9/\xff, */*')).status).toBe(200);
  });
});

describe('malformed HTTP', () => {
  const close = 'Connection: close';

  it.each([
    ['a space in the target', ['GET /v1/take aways HTTP/1.1', `Host: ${authority}`, close]],
    ['a control character in the target', ['GET /\x01 HTTP/1.1', `Host: ${authority}`, close]],
    ['no host', ['GET /healthz HTTP/1.1', close]],
    ['a header without a name', ['GET /healthz HTTP/1.1', `Host: ${authority}`, ': x', close]],
    [
      'a length that is not a number',
      ['GET /healthz HTTP/1.1', `Host: ${authority}`, 'Content-Length: x', close],
    ],
    [
      'two lengths',
      [
        'GET /healthz HTTP/1.1',
        `Host: ${authority}`,
        'Content-Length: 1',
        'Content-Length: 2',
        close,
      ],
    ],
  ])('gets 400 or a closed connection: %s', async (_, lines) => {
    expect([400, undefined]).toContain(await sendLines(...lines));
  });

  it('does not affect the next request', async () => {
    await sendLines('\x16\x03\x01\x02\x00\x01\x00\x01');
    expect((await get('/healthz')).status).toBe(200);
  });
});

it('A request target with the whole URL, as proxies send it, is accepted', async () => {
  const lines = [`GET http://${authority}/healthz HTTP/1.1`, `Host: ${authority}`];
  expect(await sendLines(...lines, 'Connection: close')).toBe(200);
});
