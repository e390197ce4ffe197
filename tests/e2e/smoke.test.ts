import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { jsonOf, problemOf } from '../support/answer.js';
import { idsAt, takeawaysAt } from '../support/lists.js';
import { get, getWith } from './test-server.js';

// Shows within a second that a deployment works: `vitest run --project e2e -t smoke`.
describe('smoke', () => {
  it('is alive and ready', async () => {
    expect(jsonOf(await get('/healthz'), schemas.Health).status).toBe('ok');
    expect(jsonOf(await get('/readyz'), schemas.Readiness).status).toBe('ready');
  });

  it('lists takeaways and serves each at its address', async () => {
    const { data, page } = await takeawaysAt(get, '/v1/takeaways?limit=5');
    expect(page.total).toBeGreaterThan(0);
    expect(data).toHaveLength(Math.min(5, page.total));
    for (const takeaway of data) {
      const one = jsonOf(await get(`/v1/takeaways/${takeaway.id}`), schemas.Takeaway);
      expect(one).toEqual(takeaway);
    }
  });

  it('finds a takeaway by its title', async () => {
    const [{ id = '', title = '' } = {}] = (await takeawaysAt(get, '/v1/takeaways?limit=1')).data;
    const words = title.split(' ').slice(0, 4).join(' ');
    expect(await idsAt(get, `/v1/takeaways?q=${encodeURIComponent(words)}`)).toContain(id);
  });

  it('returns 304 for a fresh copy', async () => {
    const etag = (await get('/v1/topics')).headers.get('etag') ?? '';
    expect(await getWith('/v1/topics', 'If-None-Match', etag)).toMatchObject({
      status: 304,
      body: '',
    });
  });

  it('explains an invalid request', async () => {
    expect(problemOf(await get('/nothing')).slug).toBe('not-found');
    expect(problemOf(await get('/v1/takeaways?limit=0')).slug).toBe('invalid-request');
  });

  it('serves the same revision everywhere', async () => {
    const { revision } = jsonOf(await get('/v1/meta'), schemas.Meta);
    expect(jsonOf(await get('/readyz'), schemas.Readiness).revision).toBe(revision);
    expect((await takeawaysAt(get, '/v1/takeaways')).revision).toBe(revision);
    expect(jsonOf(await get('/v1/topics'), schemas.TopicPage).revision).toBe(revision);
  });
});
