/** `GET /healthz` and `GET /readyz`: what an orchestrator asks. */
import { ensureCurrent } from '../dataset/publish.js';
import { json, negotiate } from '../http/negotiation.js';
import { parseParameters } from '../http/parameters.js';
import type { Exchange } from '../http/route.js';

const state = (body: Readonly<Record<string, string>>): Response =>
  new Response(JSON.stringify(body), {
    headers: { 'content-type': json, 'cache-control': 'no-store', vary: 'Accept' },
  });

/** `GET /healthz`: the component runs. Touches nothing else. */
export const healthz = ({ request, url }: Exchange): Response => {
  parseParameters(url, {});
  negotiate(request, [json]);
  return state({ status: 'ok' });
};

/** `GET /readyz`: the store answers and holds a dataset. An empty store is given one. */
export const readyz = async ({ request, url, service }: Exchange): Promise<Response> => {
  parseParameters(url, {});
  negotiate(request, [json]);
  const { id } = await ensureCurrent(service);
  return state({ status: 'ready', revision: id });
};
