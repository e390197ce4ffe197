import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { collectionNames } from '../../src/dataset/records/fields.js';
import { jsonOf, problemOf } from '../support/answer.js';
import { get, send } from './test-server.js';

const dump = jsonOf(await get('/v1/dump'), schemas.Dataset);

const paths = [
  '/v1/takeaways?limit=3',
  ...collectionNames.map((name) => `/v1/${name}`),
  ...collectionNames.map((name) => `/v1/${name}/${dump[name][0]?.id}`),
  '/v1/dump',
  '/v1/meta',
  '/healthz',
  '/readyz',
  '/problems/not-found',
];

/** Headers that describe the connection or one response rather than the resource. */
const passing = new Set([
  ...['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date', 'age'],
  ...['x-request-id', 'server-timing', 'traceparent', 'x-envoy-upstream-service-time'],
]);
const lasting = (headers: Headers) => [...headers].filter(([name]) => !passing.has(name));

describe.each(paths)('%s', (path) => {
  it('responds to HEAD like GET, without the body', async () => {
    const [whole, head] = [await get(path), await send(path, { method: 'HEAD' })];
    expect(whole.status).toBe(200);
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(lasting(head.headers)).toEqual(lasting(whole.headers));
    const length = head.headers.get('content-length');
    if (length !== null && length !== '0') {
      expect(Number(length)).toBe(Buffer.byteLength(whole.body));
    }
  });

  it('responds to OPTIONS with the supported methods', async () => {
    const options = await send(path, { method: 'OPTIONS' });
    expect(options).toMatchObject({ status: 204, body: '' });
    expect(options.headers.get('allow')?.split(', ')).toEqual(
      expect.arrayContaining(['GET', 'HEAD', 'OPTIONS']),
    );
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'responds to %s with 405 and the supported methods',
    async (method) => {
      const answer = await send(path, { method, body: '{}' });
      expect(problemOf(answer).slug).toBe('method-not-allowed');
      expect(answer.headers.get('allow')?.split(', ')).toEqual(['GET', 'HEAD', 'OPTIONS']);
    },
  );
});

describe.each(['/v1/takeaways?limit=0', '/v1/takeaways/no-such-takeaway', '/v1/takeaways?q=%'])(
  'a problem with %s',
  (path) => {
    it('is the same for HEAD, without the body', async () => {
      const [whole, head] = [await get(path), await send(path, { method: 'HEAD' })];
      expect(head).toMatchObject({ status: problemOf(whole).status, body: '' });
      expect(lasting(head.headers)).toEqual(lasting(whole.headers));
    });
  },
);

describe('an unknown path', () => {
  const strangers = ['/nothing', '/v1', '/v2/takeaways', '/v1/takeaways/a/b', '/V1/takeaways'];

  it.each(strangers)('is 404 for any method: %s', async (path) => {
    expect(problemOf(await get(path)).slug).toBe('not-found');
    expect(problemOf(await send(path, { method: 'DELETE' })).slug).toBe('not-found');
  });

  it('is 404 for HEAD, without a body', async () => {
    expect(await send('/nothing', { method: 'HEAD' })).toMatchObject({ status: 404, body: '' });
  });
});

describe('a preflight', () => {
  it.each([...paths, '/v1/takeaways/no-such-takeaway'])(
    'from a browser is allowed for any origin: %s',
    async (path) => {
      const { status, headers } = await send(path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://example.org',
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'if-none-match',
        },
      });
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-methods')).toContain('GET');
      expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('if-none-match');
      expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(0);
    },
  );
});
