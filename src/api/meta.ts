/** `GET /v1/meta`: the current revision, its counts, and the component's version. */
import { ensureCurrent } from '../dataset/revisions/current.js';
import { json } from '../http/negotiation.js';
import { respond } from '../http/respond.js';
import { operation } from './service.js';

/** `GET /v1/meta` */
export const meta = operation({
  summary: 'Get the current revision of the dataset',
  parameters: {},
  offers: [json],
  answers: 'Meta',
  handle: async (exchange) => {
    const revision = await ensureCurrent(exchange.service);
    const { id, origin, version, publishedAt, counts } = revision;
    // Publishing the same content again changes this response but not the revision id.
    const address = [exchange.url.pathname, origin, version, publishedAt].join(' ');
    return respond(exchange, { revision, address }, () => ({
      body: JSON.stringify({
        revision: id,
        origin,
        dataset_version: version,
        published_at: publishedAt,
        counts,
        component_version: exchange.service.version,
      }),
    }));
  },
});
