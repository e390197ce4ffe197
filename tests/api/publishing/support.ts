/** A service with publishing enabled, in this process. */

import { createClient } from '../../../cli/publishing/publishing-client.js';
import { readDataset } from '../../../curation/read-dataset.js';
import type { Service } from '../../../src/api/service.js';
import { createApp } from '../../../src/app.js';
import type { Dataset } from '../../../src/dataset/records/schema.js';
import { answerOf } from '../../support/answer.js';
import type { Answer } from '../../support/openapi-contract.js';
import { token } from '../../support/publishing.js';
import { createCountingStore } from '../../support/stores/counting-store.js';
import { createTestService, origin } from '../../support/test-app.js';

export const bearer = { authorization: `Bearer ${token}` };
export const jsonType = { 'content-type': 'application/json' };

/** Starts a service over a seeded store that counts operations. */
export const startService = async (overrides: Partial<Service> = {}) => {
  const store = createCountingStore(overrides.store);
  const service = await createTestService({ publishToken: () => token, ...overrides, store });
  const app = createApp(service);
  const send = async (path: string, init: RequestInit = {}): Promise<Answer> =>
    answerOf(await app(new Request(origin + path, init)));
  await send('/readyz');
  return {
    app,
    send,
    store,
    service,
    /** Publishes a dataset, valid or not. */
    put: (dataset: unknown, headers: Record<string, string> = { 'if-match': '*' }, query = '') =>
      send(`/v1/dataset${query}`, {
        method: 'PUT',
        headers: { ...bearer, ...jsonType, ...headers },
        body: JSON.stringify(dataset),
      }),
    activate: (id: string, headers: Record<string, string> = { 'if-match': '*' }) =>
      send(`/v1/revisions/${id}/activate`, { method: 'POST', headers: { ...bearer, ...headers } }),
    /** The current entity tag of GET /v1/meta. */
    etag: async () => (await send('/v1/meta')).headers.get('etag') ?? '',
    /** The id and the origin of the current revision. */
    current: async () => {
      const { revision, origin: by } = JSON.parse((await send('/v1/meta')).body);
      return { revision: String(revision), origin: String(by) };
    },
    /** A publishing client connected to the service. */
    client: createClient({ url: origin, token, send: app, wait: async () => {} }),
  };
};

/** @returns the real dataset with its first topic renamed. */
export const renamed = (name: string): Dataset => {
  const dataset = readDataset();
  const [first, ...others] = dataset.topics;
  if (!first) throw new Error('Expected at least one topic.');
  return { ...dataset, topics: [{ ...first, name }, ...others] };
};

/** A request without `Content-Length`, whose body arrives in parts. */
export const streamed = (body: ReadableStream<Uint8Array>): RequestInit & { duplex: 'half' } => ({
  body,
  duplex: 'half',
});
