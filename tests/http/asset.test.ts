import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeAssets } from '../../engine/assets/assets.js';
import { createTestApp } from '../support/test-app.js';

const assets = await makeAssets();
const send = await createTestApp({ assets });
const path = (name: string) => assets[name]?.path ?? '';
const get = (target: string, headers: Record<string, string> = {}) => send(target, { headers });

const types: Record<string, string> = {
  '/openapi.json': 'application/json',
  '/docs': 'text/html; charset=utf-8',
  '/favicon.svg': 'image/svg+xml',
  [path('docs.css')]: 'text/css; charset=utf-8',
  [path('docs.js')]: 'text/javascript; charset=utf-8',
};

describe.each(Object.entries(types))('%s', (target, type) => {
  it(`is ${type}`, async () => {
    const response = await get(target);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(await response.text()).not.toBe('');
  });

  it('has the same content in gzip if the client accepts it', async () => {
    const response = await get(target, { 'accept-encoding': 'br, gzip;q=0.8' });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toContain('Accept-Encoding');
    const bytes = gunzipSync(new Uint8Array(await response.arrayBuffer()));
    expect(bytes.toString()).toBe(await (await get(target)).text());
  });

  it('has an entity tag for each content coding', async () => {
    const tags = new Set<string>();
    for (const coding of ['identity', 'gzip']) {
      const etag = (await get(target, { 'accept-encoding': coding })).headers.get('etag') ?? '';
      tags.add(etag);
      const again = await get(target, { 'accept-encoding': coding, 'if-none-match': etag });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
    }
    expect(tags.size).toBe(2);
  });
});

it.each(['gzip;q=0', 'identity', 'br', '', 'xgzip'])(
  'A client that does not accept gzip gets identity: Accept-Encoding: %s',
  async (codings) => {
    const response = await get('/docs', { 'accept-encoding': codings });
    expect(response.headers.has('content-encoding')).toBe(false);
  },
);

describe('styles and scripts', () => {
  it('are immutable, because their address changes with their content', async () => {
    for (const name of ['docs.css', 'docs.js']) {
      expect(path(name)).toMatch(/^\/assets\/docs\.[0-9a-f]{16}\.(css|js)$/);
      const { headers } = await get(path(name));
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('have only one address', async () => {
    for (const target of ['/assets/docs.css', '/docs.css', '/assets/openapi.json']) {
      expect((await get(target)).status, target).toBe(404);
    }
  });
});

describe('an asset at a fixed address', () => {
  it.each(['/openapi.json', '/docs', '/favicon.svg'])(
    'is cached for a short time: %s',
    async (target) => {
      expect((await get(target)).headers.get('cache-control')).toBe('public, max-age=60');
    },
  );

  it('includes the icon that browsers request by default', async () => {
    const { status, headers } = await get('/favicon.ico');
    expect({ status, location: headers.get('location') }).toEqual({
      status: 301,
      location: '/favicon.svg',
    });
  });
});

it('Pages may load only assets of this server, and nothing inline', async () => {
  const policy = (await get('/docs')).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*|http/);
});
