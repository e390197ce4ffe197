import { describe, expect, it } from 'vitest';
import { makeAssets } from '../../engine/assets/assets.js';
import { answerOf } from '../support/answer.js';
import { linksOf } from '../support/lists.js';
import { createTestApp, origin } from '../support/test-app.js';

const send = await createTestApp({ assets: await makeAssets() });
const path = '/.well-known/api-catalog';

/** RFC 9727, section 2 and 4; RFC 9264, section 4.2. */
describe('the API catalog', () => {
  it('is a linkset with the profile of RFC 9727 and links to itself', async () => {
    const { headers } = await answerOf(await send(path, { method: 'HEAD' }));
    expect(headers.get('content-type')).toBe(
      'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
    );
    expect(linksOf(headers.get('link'))).toEqual({ 'api-catalog': path });
  });

  it('links to the description, the documentation, the metadata and the health of the API', async () => {
    const { linkset } = JSON.parse((await answerOf(await send(path))).body);
    expect(linkset).toHaveLength(1);
    const { anchor, ...links } = linkset[0];
    expect(anchor).toBe(`${origin}/`);
    expect(Object.keys(links)).toEqual(['service-desc', 'service-doc', 'service-meta', 'status']);
    for (const [{ href, type }] of Object.values<[{ href: string; type: string }]>(links)) {
      const response = await send(href.slice(origin.length), { headers: { accept: type } });
      expect(response.status, href).toBe(200);
      expect(response.headers.get('content-type'), href).toContain(type);
    }
  });
});
