/** Responds with HTML pages, conditional and cacheable like any other representation. */
import { descriptionLinks, linkHeader } from '../../http/links.js';
import { pageType } from '../../http/negotiation.js';
import { type RepresentationKey, respond } from '../../http/respond.js';
import { type Page, renderDocument } from '../../pages/html-document.js';
import type { Exchange } from '../service.js';

/**
 * @param exchange the request
 * @param key identifies the requested page
 * @param render renders the page; not called if the client's copy is fresh
 */
export const respondPage = (
  exchange: Exchange,
  { revision, address }: Required<RepresentationKey>,
  render: () => Promise<Page>,
): Promise<Response> => {
  const { assets } = exchange.service;
  // A page contains its origin, and the digests of its assets: a new style makes it a new page.
  const digests = Object.values(assets).map(({ digest }) => digest);
  const { origin, pathname } = exchange.url;
  const key = [origin, address, ...digests].join(' ');
  return respond(exchange, { revision, address: key }, async () => ({
    body: renderDocument(assets, pathname, await render(), origin),
    headers: { 'content-type': pageType, link: linkHeader(descriptionLinks) },
  }));
};
