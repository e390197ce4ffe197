import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { entityTag, isFresh } from '../../src/http/conditional.js';
import { answerOf, problemOf } from '../support/answer.js';
import type { Answer } from '../support/openapi-contract.js';
import { createTestApp } from '../support/test-app.js';

const askedWith = (ifNoneMatch?: string) =>
  new Request('http://takeaways.test/', {
    headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch },
  });

describe('an entity tag', () => {
  const parts = fc.array(fc.webQueryParameters(), { minLength: 1, maxLength: 4 });

  it('is strong and has only characters that RFC 9110 allows', () => {
    fc.assert(
      fc.property(parts, (list) => {
        expect(entityTag('0123456789abcdef', ...list)).toMatch(/^"[\x21\x23-\x7e]+"$/);
      }),
    );
  });

  it('is the same only for the same representation', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        fc.pre(one.join('\n') !== other.join('\n'));
        expect(entityTag('r', ...one)).toBe(entityTag('r', ...one));
        expect(entityTag('r', ...one)).not.toBe(entityTag('r', ...other));
        expect(entityTag('r', ...one)).not.toBe(entityTag('s', ...one));
      }),
    );
  });
});

describe.each([
  ['"a"', true, 'the same tag'],
  ['W/"a"', true, 'a weak tag, because the comparison is weak'],
  ['"b", "a"', true, 'one of several'],
  ['"b","a","c"', true, 'one of several without spaces'],
  ['  "b" ,\tW/"a"  ', true, 'one of several with white space'],
  ['"b"', false, 'another tag'],
  ['"b", "c"', false, 'other tags'],
  ['"A"', false, 'another case'],
  ['a', false, 'without quotes'],
  ['w/"a"', false, 'with a weakness indicator in lower case'],
  ['""', false, 'an empty tag'],
  ['', false, 'an empty header'],
  ['"a', false, 'an unterminated tag'],
])('If-None-Match: %s', (header, fresh, why) => {
  it(`${fresh ? 'matches' : 'does not match'} the tag "a": ${why}`, () => {
    expect(isFresh(askedWith(header), '"a"')).toBe(fresh);
  });
});

it('Without If-None-Match no copy is fresh', () => {
  expect(isFresh(askedWith(), '"a"')).toBe(false);
});

describe('a conditional request', () => {
  let send: Awaited<ReturnType<typeof createTestApp>>;
  const get = async (path: string, ifNoneMatch?: string): Promise<Answer> =>
    answerOf(
      await send(path, {
        headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch },
      }),
    );
  beforeAll(async () => {
    send = await createTestApp();
  });

  it.each(['/', '/v1/takeaways?limit=3', '/v1/topics', '/v1/meta', '/v1/dump'])(
    'gets 304 with the same validators and no body if the copy is fresh: %s',
    async (path) => {
      const { headers } = await get(path);
      const fresh = await get(path, headers.get('etag') ?? '');
      expect(fresh).toMatchObject({ status: 304, body: '' });
      for (const name of ['etag', 'cache-control', 'vary']) {
        expect(fresh.headers.get(name), name).toBe(headers.get(name));
      }
      expect(fresh.headers.get('content-type')).toBeNull();
    },
  );

  it('gets the full response for the tag of another address', async () => {
    const etag = (await get('/v1/takeaways?limit=3')).headers.get('etag') ?? '';
    expect((await get('/v1/takeaways?limit=4', etag)).status).toBe(200);
  });

  it('gets the full response for the tag of another build of the same version', async () => {
    const etag = (await get('/v1/topics')).headers.get('etag') ?? '';
    const sendToNext = await createTestApp({ build: 'another' });
    const { status } = await sendToNext('/v1/topics', { headers: { 'if-none-match': etag } });
    expect(status).toBe(200);
  });

  it('with * gets 304 if the resource exists', async () => {
    expect(await get('/v1/topics/security', '*')).toMatchObject({ status: 304, body: '' });
  });

  // RFC 9110, section 13.2.1: preconditions apply only if the response would otherwise be successful.
  it.each([
    ['/v1/takeaways/no-such-takeaway', 404],
    ['/v1/topics/no-such-topic', 404],
    ['/v1/takeaways?topic=no-such-topic', 400],
    ['/v1/takeaways?limit=0', 400],
    ['/no-such-route', 404],
  ])('with * gets the problem if there is one: %s', async (path, status) => {
    expect(problemOf(await get(path, '*')).status).toBe(status);
  });
});
