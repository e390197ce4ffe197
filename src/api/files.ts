/** Static files: the API's description, and styles, scripts and icons of the pages. */
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
export const openApi = file('Get the OpenAPI document', 'openapi.json', json);
/** `GET /docs` */
export const docs = file('Read the API documentation', 'docs.html', html);
/** `GET /favicon.svg` */
export const favicon = file('Get the icon of the site', 'favicon.svg', 'image/svg+xml');

/** `GET /favicon.ico`, which browsers request by default. */
export const faviconIco = operation({
  summary: 'Redirect to the icon of the site',
  parameters: {},
  offers: ['image/svg+xml'],
  handle: () => new Response(null, { status: 301, headers: { location: '/favicon.svg' } }),
});

/** `GET /assets/{name}`: a style or script; its name contains a digest of its content. */
export const getAsset = operation({
  summary: 'Get a style or script of the pages',
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
