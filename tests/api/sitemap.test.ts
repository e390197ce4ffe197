import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { readDataset } from '../../curation/read-dataset.js';
import { answerOf } from '../support/answer.js';
import { createTestApp, origin } from '../support/test-app.js';

const publishedAt = '2026-03-04T05:06:07.000Z';
const send = await createTestApp({ now: () => new Date(publishedAt) });

interface Sitemap {
  readonly urlset: { readonly url: readonly { readonly loc: string; readonly lastmod: string }[] };
}

const readSitemap = async (): Promise<Sitemap['urlset']['url']> => {
  const { headers, body } = await answerOf(await send('/sitemap.xml'));
  expect(headers.get('content-type')).toBe('application/xml');
  expect(XMLValidator.validate(body)).toBe(true);
  const { urlset }: Sitemap = new XMLParser().parse(body);
  return urlset.url;
};

it('the sitemap has every page of a record once, with the date of the revision', async () => {
  const dataset = readDataset();
  const names = ['takeaways', 'events', 'topics', 'technologies', 'talks', 'people'] as const;
  const urls = await readSitemap();
  const records = names.flatMap((name) => dataset[name].map(({ id }) => `${origin}/${name}/${id}`));
  const all = ['/', '/claims', '/docs'].map((path) => origin + path);
  expect(urls.map(({ loc }) => loc).sort()).toEqual([...all, ...records].sort());
  expect(new Set(urls.map(({ lastmod }) => lastmod))).toEqual(new Set([publishedAt]));
});

it('the addresses of a sitemap answer', async () => {
  const urls = await readSitemap();
  for (const { loc } of urls.filter((_, index) => index % 20 === 1)) {
    const accept = { headers: { accept: 'text/html' } };
    expect((await send(loc.slice(origin.length), accept)).status, loc).toBe(200);
  }
});

it('robots.txt names the sitemap, and keeps crawlers out of the API', async () => {
  const { headers, body } = await answerOf(await send('/robots.txt'));
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(body.split('\n')).toEqual(
    expect.arrayContaining(['Disallow: /v1/', `Sitemap: ${origin}/sitemap.xml`]),
  );
});
