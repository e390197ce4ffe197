/** `GET /healthz` and `GET /readyz`: probes for orchestrators. */
import { ensureCurrent } from '../dataset/revisions/current.js';
import { json } from '../http/negotiation.js';
import { operation } from './service.js';

const state = (body: Readonly<Record<string, string>>): Response =>
  new Response(JSON.stringify(body), {
    headers: { 'content-type': json, 'cache-control': 'no-store', vary: 'Accept' },
  });

/** `GET /healthz` does not use the store. */
export const healthz = operation({
  summary: 'Check whether the component is running',
  parameters: {},
  offers: [json],
  answers: 'Health',
  handle: () => state({ status: 'ok' }),
});

/** `GET /readyz` seeds an empty store, so that a new replica becomes ready by itself. */
export const readyz = operation({
  summary: 'Check whether the store responds and holds a dataset',
  parameters: {},
  offers: [json],
  answers: 'Readiness',
  handle: async ({ service }) => {
    const { id } = await ensureCurrent({ ...service, mayReseed: () => true });
    return state({ status: 'ready', revision: id });
  },
});
