import { beforeAll, describe, expect, it } from 'vitest';
import type { KeyValueStore } from '../../src/store/store.js';
import { createTestApp } from '../support/test-app.js';

const down: KeyValueStore = {
  get: () => {
    throw new Error('down');
  },
  set: () => {},
  delete: () => {},
};

let send: Awaited<ReturnType<typeof createTestApp>>;
let sendToDown: typeof send;
beforeAll(async () => {
  send = await createTestApp();
  sendToDown = await createTestApp({ store: down });
});

const freshHead = async () => {
  const etag = (await send('/v1/topics')).headers.get('etag') ?? '';
  return send('/v1/topics', { headers: { 'if-none-match': etag } });
};

const answers: Record<string, () => Promise<Response>> = {
  'a page': () => send('/v1/takeaways'),
  'a fresh copy': freshHead,
  'a bad request': () => send('/v1/takeaways?limit=0'),
  'an unknown address': () => send('/nothing'),
  'an unsupported method': () => send('/v1/takeaways', { method: 'DELETE' }),
  'a preflight': () => send('/v1/takeaways', { method: 'OPTIONS' }),
  'a malformed URL': () => send('/v1/takeaways?q=%'),
  'a failing store': () => sendToDown('/v1/takeaways'),
};

describe.each(Object.entries(answers))('the response to %s', (_, ask) => {
  it('can be read by any web page, headers included', async () => {
    const { headers } = await ask();
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const exposed = headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['ETag', 'Link', 'Retry-After', 'Allow']));
  });

  it('cannot be sniffed and cannot load or run anything', async () => {
    const { headers } = await ask();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });
});

describe('a preflight', () => {
  it('allows the methods and headers of this service for a day', async () => {
    const { headers } = await send('/v1/takeaways', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://example.org',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'if-none-match',
      },
    });
    expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS');
    expect(headers.get('access-control-allow-headers')).toMatch(/If-None-Match/i);
    expect(headers.get('access-control-max-age')).toBe('86400');
  });
});

describe('caching', () => {
  it('applies to responses from the dataset', async () => {
    const { headers } = await send('/v1/takeaways');
    expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    expect(headers.get('vary')).toBe('Accept');
  });

  it.each(['/healthz', '/readyz', '/nothing', '/v1/takeaways?limit=0'])(
    'does not apply to transient responses: %s',
    async (path) => {
      const { headers } = await send(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('etag')).toBeNull();
    },
  );
});
