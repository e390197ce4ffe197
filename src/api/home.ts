/** `GET /`: where everything is. */
import { json, negotiate } from '../http/negotiation.js';
import { parseParameters } from '../http/parameters.js';
import { respond } from '../http/respond.js';
import type { Exchange } from '../http/route.js';

/** `GET /` */
export const home = async (exchange: Exchange): Promise<Response> => {
  parseParameters(exchange.url, {});
  negotiate(exchange.request, [json]);
  const index = {
    name: 'Takeaways',
    description:
      'What four write-ups brought home from KubeCon + CloudNativeCon Europe 2022 to 2024.',
    version: exchange.service.version,
    links: {
      takeaways: '/v1/takeaways',
      events: '/v1/events',
      topics: '/v1/topics',
      technologies: '/v1/technologies',
      sources: '/v1/sources',
      claims: '/v1/claims',
      dump: '/v1/dump',
      meta: '/v1/meta',
      health: '/healthz',
      readiness: '/readyz',
    },
  };
  return respond(exchange, { address: '/' }, () => ({ body: JSON.stringify(index, null, 2) }));
};
