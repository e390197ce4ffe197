import fc from 'fast-check';
import { expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { isPage, jsonOf, problemOf } from '../support/answer.js';
import { hostileRequest, mayPreferPages } from '../support/hostile.js';
import { get, isOurs, send } from './test-server.js';

const requests = 400;

/** Headers that a server may reject before it calls the component. */
const framing = ['content-length', 'transfer-encoding', 'te'];

/** Spin 4 responds with 500 to a header that is not UTF-8, before it calls the component. */
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Whether every server must pass the request on: valid HTTP of less than 16 KB. */
const isHttp = hostileRequest.filter(
  ({ method, target, headers }) =>
    ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'].includes(method) &&
    /^\/[\w./?@!$&'()*+,;=:%~-]{0,5500}$/.test(target) &&
    headers.every(
      ([name, value]) =>
        !framing.includes(name) && value.length < 2_500 && (isOurs || isAscii(value)),
    ),
);

/** Without the publication date, which is that of the request if the store lasts no longer. */
const metaNow = async () => {
  const { published_at, ...lasting } = jsonOf(await get('/v1/meta'), schemas.Meta);
  return lasting;
};

it(`${requests} hostile requests cause no 5xx, get valid problems, and change nothing`, async () => {
  const before = await metaNow();
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(isHttp, async ({ method, target, headers }) => {
      const answer = await send(target, { method, headers: Object.fromEntries(headers) });
      seen.add(answer.status);
      expect(answer.status).toBeLessThan(500);
      if (answer.status < 400 || method === 'HEAD') return;
      if (isPage(answer)) expect(mayPreferPages(headers)).toBe(true);
      else expect(problemOf(answer).status).toBe(answer.status);
    }),
    { numRuns: requests, endOnFailure: true },
  );
  expect(await metaNow()).toEqual(before);
  expect([...seen]).toEqual(expect.arrayContaining([200, 400, 404, 405]));
}, 60_000);

it('Fifty concurrent requests get the same responses as one', async () => {
  const path = '/v1/takeaways?q=kubernetes&limit=5';
  const { body } = await get(path);
  const answers = await Promise.all(Array.from({ length: 50 }, () => get(path)));
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
  expect(new Set(answers.map((answer) => answer.body))).toEqual(new Set([body]));
});
