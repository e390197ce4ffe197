/** Over one kept connection, every request gets what it gets over a connection of its own. */
import { afterAll, describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { jsonOf } from '../support/answer.js';
import type { Answer } from '../support/openapi-contract.js';
import { get, oneConnection, type Sending, send } from './test-server.js';

const agent = oneConnection();
/** How many connections it opened. */
let opened = 0;
const createConnection = agent.createConnection.bind(agent);
agent.createConnection = (...parameters) => {
  opened++;
  return createConnection(...parameters);
};
afterAll(() => agent.destroy());

/** What the two answers must have in common. */
const lasting = ({ status, headers, body }: Answer) => ({
  status,
  body,
  etag: headers.get('etag'),
  type: headers.get('content-type'),
  length: headers.get('content-length'),
  link: headers.get('link'),
});

const { data } = jsonOf(await get('/v1/takeaways?limit=1'), schemas.TakeawayPage);
const etag = (await get('/v1/takeaways')).headers.get('etag') ?? '';

/** Empty and known bodies, streams, problems and refused bodies, in an order that mixes them. */
const requests: readonly (readonly [target: string, sending?: Sending])[] = [
  ['/healthz'],
  ['/v1/takeaways'],
  ['/v1/takeaways?q=wasm'],
  [`/v1/takeaways/${data[0]?.id}`],
  ['/v1/takeaways', { method: 'HEAD' }],
  ['/v1/takeaways', { headers: { 'if-none-match': etag } }],
  ['/v1/takeaways', { method: 'OPTIONS' }],
  ['/v1/dump'],
  ['/v1/dump', { headers: { accept: 'application/x-ndjson' } }],
  ['/v1/takeaways', { headers: { accept: 'text/csv' } }],
  ['/v1/topics'],
  ['/no/such/path'],
  ['/v1/takeaways?limit=0'],
  ['/healthz', { method: 'POST', body: '{}' }],
  ['/openapi.json'],
  ['/'],
  ['/healthz'],
];

describe('over one kept connection', () => {
  it('every request gets what it gets over a fresh one', async () => {
    for (let round = 0; round < 3; round++) {
      for (const [target, sending] of requests) {
        const kept = await send(target, { ...sending, agent });
        const fresh = await send(target, sending);
        expect(lasting(kept), target).toEqual(lasting(fresh));
      }
    }
  });

  // A server may close it after a problem, and some do after a number of requests.
  it('a hundred requests need few connections', async () => {
    opened = 0;
    for (let n = 0; n < 100; n++) {
      expect((await send('/v1/takeaways?limit=2', { agent })).status).toBe(200);
    }
    expect(opened).toBeLessThan(5);
  });
});
