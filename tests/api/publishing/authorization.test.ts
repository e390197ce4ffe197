import { describe, expect, it } from 'vitest';
import { problemOf } from '../../support/answer.js';
import { token } from '../../support/publishing.js';
import { startService } from './support.js';

const id = 'a'.repeat(32);
const operations: [method: string, path: string][] = [
  ['PUT', '/v1/dataset'],
  ['GET', '/v1/revisions'],
  ['HEAD', '/v1/revisions'],
  ['POST', `/v1/revisions/${id}/activate`],
  ['PUT', `/v1/uploads/${id}`],
  ['PUT', `/v1/uploads/${id}/pages/0`],
];

describe.each(operations)('%s %s', (method, path) => {
  it.each(['', ' \n'])('is 404 with instructions while the token is "%s"', async (off) => {
    const { send } = await startService({ publishToken: () => off });
    const answer = await send(path, { method, headers: { authorization: 'Bearer ' } });
    expect(answer.status).toBe(404);
    if (method === 'HEAD') return;
    expect(problemOf(answer).slug).toBe('publishing-off');
    expect(problemOf(answer).detail).toContain('publish_token');
  });

  it.each([
    ['no token', undefined],
    ['no scheme', token],
    ['another scheme', `Basic ${token}`],
    ['an empty token', 'Bearer '],
    ['another token', 'Bearer wrong'],
    ['a prefix of the token', `Bearer ${token.slice(0, -1)}`],
    ['a longer token', `Bearer ${token}x`],
    ['the token in upper case', `Bearer ${token.toUpperCase()}`],
    ['the token twice', `Bearer ${token} ${token}`],
  ])('is 401 with %s, even if more is wrong', async (_, authorization) => {
    const { send, store } = await startService();
    const { result, cost } = await store.costOf(() =>
      send(`${path}?nonsense=1`, { method, headers: authorization ? { authorization } : {} }),
    );
    expect(result.status).toBe(401);
    expect(result.headers.get('www-authenticate')).toBe('Bearer');
    expect(cost).toMatchObject({ reads: 0, sets: 0, deletes: 0 });
  });

  it('proceeds with the token', async () => {
    const { send } = await startService();
    const authorization = `bearer   ${token}`;
    const { status } = await send(path, { method, headers: { authorization } });
    expect([401, 405]).not.toContain(status);
  });
});

it.each(['publishToken', 'previousPublishToken'])(
  'is 503 while %s cannot be read',
  async (name) => {
    const { send } = await startService({ [name]: () => null });
    const headers = { authorization: `Bearer ${token}` };
    const answer = await send('/v1/revisions', { headers });
    expect(problemOf(answer).slug).toBe('token-unavailable');
    expect(answer.headers.get('retry-after')).toBe('5');
  },
);

it('a line break at the end of the configured token is ignored', async () => {
  const { send } = await startService({ publishToken: () => `${token}\n` });
  const headers = { authorization: `Bearer ${token}` };
  expect((await send('/v1/revisions', { headers })).status).toBe(200);
});

describe('while a token is replaced', () => {
  const previous = 'the-token-before';
  const ask = async (given: string, before: string) => {
    const { send } = await startService({ previousPublishToken: () => before });
    return (await send('/v1/revisions', { headers: { authorization: `Bearer ${given}` } })).status;
  };

  it('both are valid', async () => {
    expect(await ask(token, previous)).toBe(200);
    expect(await ask(previous, `${previous}\n`)).toBe(200);
    expect(await ask('another', previous)).toBe(401);
  });

  it('the previous one is invalid once it is cleared', async () => {
    for (const cleared of ['', ' \n']) expect(await ask(previous, cleared)).toBe(401);
  });

  it('publishing is off without a current one', async () => {
    const overrides = { publishToken: () => '', previousPublishToken: () => previous };
    const { send } = await startService(overrides);
    const headers = { authorization: `Bearer ${previous}` };
    expect((await send('/v1/revisions', { headers })).status).toBe(404);
  });
});

it('tokens are never logged, right or wrong', async () => {
  const lines: string[] = [];
  const { send, put } = await startService({
    log: (...event) => void lines.push(JSON.stringify(event)),
  });
  await put({});
  await send('/v1/revisions', { headers: { authorization: 'Bearer guess' } });
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('\n')).not.toMatch(new RegExp(`${token}|guess`));
});

it('a CORS preflight allows publishing', async () => {
  const { headers } = await (await startService()).send('/v1/dataset', { method: 'OPTIONS' });
  expect(headers.get('allow')).toBe('PUT, OPTIONS');
  expect(headers.get('access-control-allow-methods')).toBe('PUT, OPTIONS');
  expect(headers.get('access-control-allow-headers')?.split(', ')).toEqual(
    expect.arrayContaining(['Authorization', 'Content-Type', 'If-Match']),
  );
});
