import { beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../curation/read-dataset.js';
import { collectionNames } from '../../src/dataset/records/fields.js';
import { answerOf, problemOf } from '../support/answer.js';
import { createTestApp } from '../support/test-app.js';

const dataset = readDataset();

const paths = [
  '/',
  ...collectionNames.map((name) => `/v1/${name}`),
  ...collectionNames.map((name) => `/v1/${name}/${dataset[name][0]?.id}`),
  '/v1/dump',
  '/v1/meta',
  '/healthz',
  '/readyz',
  '/problems/not-found',
];

/** The headers that describe the resource rather than one response. */
/** Without the length: WASI refuses a response that states one and has no body. */
const lasting = (headers: Headers) =>
  [...headers].filter(([name]) => name !== 'server-timing' && name !== 'content-length');

let send: Awaited<ReturnType<typeof createTestApp>>;
beforeAll(async () => {
  send = await createTestApp();
});

describe.each(paths)('%s', (path) => {
  it('supports GET', async () => {
    expect((await send(path)).status).toBe(200);
  });

  it('supports HEAD with the headers of GET and no body', async () => {
    const get = await answerOf(await send(path));
    const head = await answerOf(await send(path, { method: 'HEAD' }));
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(lasting(head.headers)).toEqual(lasting(get.headers));
  });

  it('supports OPTIONS and lists its methods', async () => {
    const options = await answerOf(await send(path, { method: 'OPTIONS' }));
    expect(options).toMatchObject({ status: 204, body: '' });
    expect(options.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'ALL', 'constructor'])(
    'rejects %s with 405 and lists its methods',
    async (method) => {
      const answer = await answerOf(await send(path, { method }));
      expect(problemOf(answer).slug).toBe('method-not-allowed');
      expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    },
  );
});

describe.each([
  '/nothing',
  '/v1',
  '/v2/takeaways',
  '/v1/takeaways/a/b',
  '/problems',
  '//v1/topics',
])('%s, which is not a route', (path) => {
  it.each(['GET', 'HEAD', 'POST', 'DELETE'])('is 404 for %s', async (method) => {
    const answer = await answerOf(await send(path, { method }));
    expect(answer.status).toBe(404);
    if (method !== 'HEAD') expect(problemOf(answer).slug).toBe('not-found');
  });
});

it('Percent-encoding does not change the meaning of a path', async () => {
  const plain = await answerOf(await send('/v1/topics/security'));
  expect(await answerOf(await send('/v1/topics/%73ecurity'))).toMatchObject({ body: plain.body });
});
