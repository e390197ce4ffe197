/** `GET /.well-known/api-catalog`: links to the API and its description (RFC 9727, RFC 9264). */
import { descriptionLinks, linkHeader } from '../http/links.js';
import { respond } from '../http/respond.js';
import { operation } from './service.js';

const linkset = 'application/linkset+json';
const profile = 'https://www.rfc-editor.org/info/rfc9727';

/** `GET /.well-known/api-catalog` */
export const catalog = operation({
  summary: 'Discover the API and its description',
  parameters: {},
  offers: [linkset],
  handle: (exchange) => {
    const { origin, pathname } = exchange.url;
    const target = (path: string, type: string) => [{ href: origin + path, type }];
    const context = {
      anchor: `${origin}/`,
      'service-desc': target(descriptionLinks['service-desc'], 'application/json'),
      'service-doc': target(descriptionLinks['service-doc'], 'text/html'),
      'service-meta': target('/v1/meta', 'application/json'),
      status: target('/readyz', 'application/json'),
    };
    return respond(exchange, { address: origin + pathname }, () => ({
      body: JSON.stringify({ linkset: [context] }),
      headers: {
        'content-type': `${linkset}; profile="${profile}"`,
        link: linkHeader({ 'api-catalog': pathname }),
      },
    }));
  },
});
