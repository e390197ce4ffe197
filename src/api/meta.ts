/** `GET /v1/meta`: which revision is served, what it holds, and which component serves it. */
import { ensureCurrent } from '../dataset/publish.js';
import { json, negotiate } from '../http/negotiation.js';
import { parseParameters } from '../http/parameters.js';
import { respond } from '../http/respond.js';
import type { Exchange } from '../http/route.js';

/** `GET /v1/meta` */
export const meta = async (exchange: Exchange): Promise<Response> => {
  parseParameters(exchange.url, {});
  negotiate(exchange.request, [json]);
  const revision = await ensureCurrent(exchange.service);
  const { id, origin, version, publishedAt, counts } = revision;
  return respond(exchange, { revision, address: exchange.url.pathname }, () => ({
    body: JSON.stringify({
      revision: id,
      origin,
      dataset_version: version,
      published_at: publishedAt,
      counts,
      component_version: exchange.service.version,
    }),
  }));
};
