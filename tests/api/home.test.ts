import { describe, expect, it } from 'vitest';
import { makeAssets } from '../../engine/assets/assets.js';
import { schemas } from '../../src/api/api-schemas.js';
import { collectionNames } from '../../src/dataset/records/fields.js';
import { answerOf, jsonOf } from '../support/answer.js';
import { createTestApp } from '../support/test-app.js';

const send = await createTestApp({ version: '1.2.3', assets: await makeAssets() });
const get = async (path: string) =>
  answerOf(await send(path, { headers: { accept: 'application/json' } }));
const { links, version } = jsonOf(await get('/'), schemas.Index);

describe('the index', () => {
  it('has the version of the component', () => {
    expect(version).toBe('1.2.3');
  });

  it.each(Object.entries(links))('has a working link: %s at %s', async (_, path) => {
    expect((await answerOf(await send(path))).status).toBe(200);
  });

  it('links to every collection, the dump, the metadata and the probes', () => {
    const addresses = collectionNames.map((name) => `/v1/${name}`);
    expect(Object.values(links)).toEqual(
      expect.arrayContaining([...addresses, '/v1/dump', '/v1/meta', '/healthz', '/readyz']),
    );
  });
});
