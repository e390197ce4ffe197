/** Answers with a page: conditional and cached as any other representation. */
import { descriptionLinks, linkHeader } from '../../http/links.js';
import { pageType } from '../../http/negotiation.js';
import { type RepresentationKey, respond } from '../../http/respond.js';
import { type Page, renderDocument } from '../../pages/html-document.js';
import type { Exchange } from '../service.js';

/**
 * @param exchange the request
 * @param representation what is asked for
 * @param make makes the page; not called where the client's copy is fresh
 */
export const respondPage = (
  exchange: Exchange,
  { revision, address }: Required<RepresentationKey>,
  make: () => Promise<Page>,
): Promise<Response> => {
  const { assets } = exchange.service;
  // A page names its assets by their content: new styles make a new page.
  const digests = Object.values(assets).map(({ digest }) => digest);
  return respond(exchange, { revision, address: [address, ...digests].join(' ') }, async () => ({
    body: renderDocument(assets, exchange.url.pathname, await make()),
    headers: { 'content-type': pageType, link: linkHeader(descriptionLinks) },
  }));
};
