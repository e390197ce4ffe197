/** A service that takes publications, in this process. */

import { createClient } from '../../../cli/publishing/publishing-client.js';
import { readDataset } from '../../../curation/read-dataset.js';
import type { Service } from '../../../src/api/service.js';
import { createApp } from '../../../src/app.js';
import type { Dataset } from '../../../src/dataset/records/schema.js';
import { answerOf } from '../../support/answer.js';
import { createTestService, origin } from '../../support/app.js';
import type { Answer } from '../../support/contract.js';
import { createCountingStore } from '../../support/counting-store.js';
import { token } from '../../support/publishing.js';

export const bearer = { authorization: `Bearer ${token}` };
export const jsonType = { 'content-type': 'application/json' };

/** Starts a service over a store that counts, which it has given the bundled dataset. */
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
    /** Publishes a dataset, or whatever is given for one. */
    put: (dataset: unknown, headers: Record<string, string> = { 'if-match': '*' }, query = '') =>
      send(`/v1/dataset${query}`, {
        method: 'PUT',
        headers: { ...bearer, ...jsonType, ...headers },
        body: JSON.stringify(dataset),
      }),
    activate: (id: string, headers: Record<string, string> = { 'if-match': '*' }) =>
      send(`/v1/revisions/${id}/activate`, { method: 'POST', headers: { ...bearer, ...headers } }),
    /** The entity tag of what is served. */
    etag: async () => (await send('/v1/meta')).headers.get('etag') ?? '',
    /** The id of the revision that is served, and who published it. */
    current: async () => {
      const { revision, origin: by } = JSON.parse((await send('/v1/meta')).body);
      return { revision: String(revision), origin: String(by) };
    },
    /** Talks to it as the publishing tool does. */
    client: createClient({ url: origin, token, send: app, wait: async () => {} }),
  };
};

/** @returns the real dataset, with another name of its first topic. */
export const renamed = (name: string): Dataset => {
  const dataset = readDataset();
  const [first, ...others] = dataset.topics;
  if (!first) throw new Error('There is a first topic.');
  return { ...dataset, topics: [{ ...first, name }, ...others] };
};

/** Requests that no `Request` of this engine says the length of: their body arrives in parts. */
export const streamed = (body: ReadableStream<Uint8Array>): RequestInit & { duplex: 'half' } => ({
  body,
  duplex: 'half',
});
