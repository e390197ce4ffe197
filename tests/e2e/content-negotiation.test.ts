import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { jsonOf, problemOf } from '../support/answer.js';
import { get, getWith } from './test-server.js';

describe.each(['/v1/takeaways?limit=1', '/v1/topics', '/v1/meta', '/healthz', '/readyz'])(
  '%s',
  (path) => {
    it.each([
      ['application/json'],
      ['*/*'],
      ['application/*;q=0.5'],
      ['text/html;q=0.9, */*;q=0.1'],
      ['APPLICATION/JSON;charset=utf-8'],
      [['text/html', 'application/json']],
    ])('is JSON for Accept: %s', async (accept) => {
      const { status, headers } = await getWith(path, 'Accept', accept);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/json');
    });

    it.each([
      'image/png',
      'application/xml, image/*',
      'application/json;q=0',
      '*/*;q=0',
      'nonsense',
    ])('is 406 for Accept: %s, with the available types', async (accept) => {
      const { slug, detail } = problemOf(await getWith(path, 'Accept', accept));
      expect(slug).toBe('not-acceptable');
      expect(detail).toContain('application/json');
    });
  },
);

describe('the dump', () => {
  it('is NDJSON if the client prefers it', async () => {
    const accept = 'application/json;q=0.5, application/x-ndjson';
    const answer = await getWith('/v1/dump', 'Accept', accept);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');

    const lines = answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const dump: Record<string, unknown[]> = {};
    for (const { collection, ...record } of lines) {
      dump[collection] = [...(dump[collection] ?? []), record];
    }
    expect(dump).toEqual(jsonOf(await get('/v1/dump'), schemas.Dataset));
  });
});

describe('the index', () => {
  it('is JSON for a program, with working links', async () => {
    const { links } = jsonOf(await getWith('/', 'Accept', 'application/json'), schemas.Index);
    expect(Object.keys(links).length).toBeGreaterThan(5);
    for (const path of Object.values(links)) expect((await get(path)).status, path).toBe(200);
  });
});
