/** `GET /v1/meta`: which revision is served, what it holds, and which component serves it. */
import { ensureCurrent } from '../dataset/revisions/current.js';
import { json } from '../http/negotiation.js';
import { respond } from '../http/respond.js';
import { operation } from './service.js';

/** `GET /v1/meta` */
export const meta = operation({
  summary: 'Read which revision of the dataset is served',
  parameters: {},
  offers: [json],
  answers: 'Meta',
  handle: async (exchange) => {
    const revision = await ensureCurrent(exchange.service);
    const { id, origin, version, publishedAt, counts } = revision;
    // The same content may be published anew, by somebody else: its body says so, and so must its tag.
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
