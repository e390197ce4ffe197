import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { jsonOf } from '../support/answer.js';
import { linksOf } from '../support/lists.js';
import type { Answer } from '../support/openapi-contract.js';
import { get, getWith, send } from './test-server.js';

const answers: Record<string, () => Promise<Answer>> = {
  'a page': () => get('/v1/takeaways'),
  'a fresh copy': async () => {
    const { headers } = await get('/v1/topics');
    return getWith('/v1/topics', 'If-None-Match', headers.get('etag') ?? '');
  },
  'the dump': () => get('/v1/dump'),
  'a bad request': () => get('/v1/takeaways?limit=0'),
  'a malformed URL': () => get('/v1/takeaways?q=%'),
  'a URL too long': () => get(`/v1/takeaways?q=${'x'.repeat(5000)}`),
  'an unknown address': () => get('/nothing'),
  'an unsupported method': () => send('/v1/takeaways', { method: 'DELETE' }),
  'an unavailable media type': () => getWith('/v1/takeaways', 'Accept', 'image/png'),
  'a preflight': () => send('/v1/takeaways', { method: 'OPTIONS' }),
};

describe.each(Object.entries(answers))('the response to %s', (_, ask) => {
  it('can be read by any web page, headers included', async () => {
    const { headers } = await ask();
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const exposed = headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['ETag', 'Link', 'Retry-After', 'Allow']));
  });

  it('cannot be sniffed', async () => {
    const { headers } = await ask();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('caching', () => {
  it('applies to responses from the dataset', async () => {
    const { headers } = await get('/v1/takeaways');
    expect(headers.get('cache-control')).toMatch(/^public, max-age=[1-9]\d*$/);
    expect(headers.get('vary')?.toLowerCase()).toContain('accept');
  });

  it.each(['/healthz', '/readyz', '/nothing', '/v1/takeaways?limit=0'])(
    'does not apply to transient responses: %s',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );
});

describe('the Link header of a list', () => {
  it('has the page itself, the first page and the adjacent pages', async () => {
    const first = await get('/v1/takeaways?limit=1');
    const { page } = jsonOf(first, schemas.TakeawayPage);
    expect(page.next).not.toBeNull();
    expect(linksOf(first.headers.get('link'))).toMatchObject({
      self: '/v1/takeaways?limit=1',
      first: '/v1/takeaways?limit=1',
      next: page.next,
    });

    const second = await get(page.next ?? '');
    const links = linksOf(second.headers.get('link'));
    expect(links).toMatchObject({ self: page.next, first: '/v1/takeaways?limit=1' });
    expect(jsonOf(await get(links.prev ?? ''), schemas.TakeawayPage).data).toEqual(
      jsonOf(first, schemas.TakeawayPage).data,
    );
  });
});
