/** `GET /`: an index of links for programs, the explorer for browsers. */
import { descriptionLinks, linkHeader } from '../http/links.js';
import { html, json } from '../http/negotiation.js';
import { respond } from '../http/respond.js';
import { explorerParameters, respondExplorer } from './html/explorer-page.js';
import { operation } from './service.js';

/** `GET /` */
export const home = operation({
  summary: 'Get an index of the API',
  parameters: explorerParameters,
  form: true,
  offers: [json, html],
  answers: 'Index',
  problems: ['invalid-cursor', 'query-too-costly', 'revision-gone'],
  handle: (exchange) => {
    if (exchange.mediaType === html) return respondExplorer(exchange);
    const index = {
      name: 'Takeaways',
      description:
        'Takeaways from four write-ups of KubeCon + CloudNativeCon Europe 2022, 2023 and 2024.',
      version: exchange.service.version,
      links: {
        takeaways: '/v1/takeaways',
        events: '/v1/events',
        topics: '/v1/topics',
        technologies: '/v1/technologies',
        sources: '/v1/sources',
        claims: '/v1/claims',
        talks: '/v1/talks',
        people: '/v1/people',
        feed: '/feed.atom',
        dump: '/v1/dump',
        meta: '/v1/meta',
        health: '/healthz',
        readiness: '/readyz',
        openapi: descriptionLinks['service-desc'],
        docs: descriptionLinks['service-doc'],
        catalog: '/.well-known/api-catalog',
        sitemap: '/sitemap.xml',
      },
    };
    return respond(exchange, { address: '/' }, () => ({
      body: JSON.stringify(index, null, 2),
      headers: { link: linkHeader(descriptionLinks) },
    }));
  },
});
