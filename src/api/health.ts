/** `GET /healthz` and `GET /readyz`: what an orchestrator asks. */
import { ensureCurrent } from '../dataset/revisions/current.js';
import { json } from '../http/negotiation.js';
import { operation } from './service.js';

const state = (body: Readonly<Record<string, string>>): Response =>
  new Response(JSON.stringify(body), {
    headers: { 'content-type': json, 'cache-control': 'no-store', vary: 'Accept' },
  });

/** `GET /healthz` touches nothing but the component. */
export const healthz = operation({
  summary: 'Ask whether the component runs',
  parameters: {},
  offers: [json],
  answers: 'Health',
  handle: () => state({ status: 'ok' }),
});

/** `GET /readyz` gives an empty store its dataset, so that a new replica becomes ready by itself. */
export const readyz = operation({
  summary: 'Ask whether the store answers and holds a dataset',
  parameters: {},
  offers: [json],
  answers: 'Readiness',
  handle: async ({ service }) => {
    const { id } = await ensureCurrent(service);
    return state({ status: 'ready', revision: id });
  },
});
