/** The files that the build made: what describes the API, and what pages are dressed with. */
import { assetFolder, respondAsset } from '../http/asset.js';
import { html, json } from '../http/negotiation.js';
import { operation } from './service.js';

const file = (summary: string, name: string, mediaType: string) =>
  operation({
    summary,
    parameters: {},
    offers: [mediaType],
    handle: (exchange) => respondAsset(exchange, exchange.service.assets[name]),
  });

/** `GET /openapi.json` */
export const openApi = file('Read this description of the API', 'openapi.json', json);
/** `GET /docs` */
export const docs = file('Read how to use the API', 'docs.html', html);
/** `GET /robots.txt` (RFC 9309) */
export const robots = file('What crawlers may read', 'robots.txt', 'text/plain');
/** `GET /favicon.svg` */
export const favicon = file('The icon of the site', 'favicon.svg', 'image/svg+xml');

/** `GET /favicon.ico`, which browsers ask for unbidden. */
export const faviconIco = operation({
  summary: 'Where the icon is',
  parameters: {},
  offers: ['image/svg+xml'],
  handle: () => new Response(null, { status: 301, headers: { location: '/favicon.svg' } }),
});

/** `GET /assets/{name}`: a style or script, at the address that its content gives it. */
export const getAsset = operation({
  summary: 'A style or script of the pages',
  parameters: {},
  offers: ['text/css', 'text/javascript'],
  problems: ['not-found'],
  handle: (exchange) => {
    const path = `${assetFolder}${exchange.path.name}`;
    const assets = Object.values(exchange.service.assets);
    return respondAsset(
      exchange,
      assets.find((asset) => asset.path === path),
    );
  },
});
