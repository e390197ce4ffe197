/** `GET /`: where everything is. */
import { json } from '../http/negotiation.js';
import { operation } from '../http/operation.js';
import { respond } from '../http/respond.js';

/** `GET /` */
export const home = operation({
  summary: 'Find out where everything is',
  parameters: {},
  offers: [json],
  answers: 'Index',
  handle: (exchange) => {
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
  },
});
