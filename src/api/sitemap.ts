/** `GET /sitemap.xml` and `GET /robots.txt`: the pages, for crawlers. */

import { ensureCurrent } from '../dataset/revisions/current.js';
import { createReader, type RevisionReader } from '../dataset/revisions/reader.js';
import { html as xml } from '../encoding/markup.js';
import { respond } from '../http/respond.js';
import { streamOf } from '../http/stream.js';
import { vocabularyOf } from '../pages/filters.js';
import { subjectFacets } from '../pages/subject-view.js';
import { operation } from './service.js';

/** The most addresses that a sitemap may have. */
const maxAddresses = 50_000;

/** `GET /sitemap.xml` (sitemaps.org). Streams the addresses, one vocabulary or bucket of ids at a time. */
export const sitemap = operation({
  summary: 'Get the addresses of all pages',
  parameters: {},
  offers: ['application/xml'],
  handle: async (exchange) => {
    const { origin, pathname } = exchange.url;
    const revision = await ensureCurrent(exchange.service);
    const reader = createReader(exchange.service.store, revision);
    const address = [origin, pathname, revision.publishedAt].join(' ');
    return respond(exchange, { revision, address }, () => ({
      body: streamOf(sitemapOf(reader, origin)),
    }));
  },
});

async function* sitemapOf(reader: RevisionReader, origin: string): AsyncGenerator<string> {
  const { publishedAt } = reader.revision;
  yield '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n';
  let left = maxAddresses;
  for await (const paths of pathsOf(reader)) {
    const entries = paths.slice(0, left).map(
      (path) => xml`<url><loc>${origin}${path}</loc><lastmod>${publishedAt}</lastmod></url>
`,
    );
    left -= entries.length;
    yield entries.map(({ text }) => text).join('');
    if (left === 0) break;
  }
  yield '</urlset>\n';
}

async function* pathsOf(reader: RevisionReader): AsyncGenerator<readonly string[]> {
  yield ['/', '/claims', '/docs'];
  for (const facet of subjectFacets) {
    const name = vocabularyOf[facet];
    yield (await reader.vocabulary(name)).map(({ id }) => `/${name}/${id}`);
  }
  for (let bucket = 0; bucket < reader.revision.layout.idBuckets; bucket++) {
    yield [...(await reader.ordinalsIn(bucket)).keys()].map((id) => `/takeaways/${id}`);
  }
}

/** `GET /robots.txt` (RFC 9309) */
export const robots = operation({
  summary: 'Get the rules for crawlers',
  parameters: {},
  offers: ['text/plain'],
  handle: (exchange) => {
    const { origin, pathname } = exchange.url;
    return respond(exchange, { address: origin + pathname }, () => ({
      body: `User-agent: *\nDisallow: /v1/\nDisallow: /problems/\n\nSitemap: ${origin}/sitemap.xml\n`,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    }));
  },
});
