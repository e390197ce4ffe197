import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { schemas } from '../../../src/api/api-schemas.js';
import { feedOf } from '../../../src/api/takeaways/takeaway-feed.js';
import type { Takeaway } from '../../../src/dataset/records/schema.js';
import { answerOf, jsonOf, problemOf } from '../../support/answer.js';
import { createTestApp, origin } from '../../support/test-app.js';

const publishedAt = '2026-03-04T05:06:07.000Z';
const send = await createTestApp({ now: () => new Date(publishedAt) });
const get = async (path: string) => answerOf(await send(path));

const parser = new XMLParser({
  ignoreAttributes: false,
  // Without it, this parser does not decode numeric character references.
  htmlEntities: true,
  attributeNamePrefix: '@',
  isArray: (name) => ['entry', 'link', 'category'].includes(name),
});

interface Link {
  '@rel': string;
  '@href': string;
}
interface Feed {
  id: string;
  title: string;
  updated: string;
  author: { name: string };
  link: Link[];
  entry?: { id: string; title: string; updated: string; summary: string; link: Link[] }[];
}

const parse = (body: string): Feed => {
  expect(XMLValidator.validate(body)).toBe(true);
  return parser.parse(body).feed;
};
const linkOf = (links: readonly Link[], relation: string) =>
  links.find((link) => link['@rel'] === relation)?.['@href'];

/** RFC 4287, section 4.1. */
describe('the feed', () => {
  const path = '/feed.atom?topic=webassembly&limit=3';
  let feed: Feed;
  beforeAll(async () => {
    const { headers, body } = await get(path);
    expect(headers.get('content-type')).toBe('application/atom+xml');
    feed = parse(body);
  });

  it('has a title, an author, a date and links', () => {
    expect(feed).toMatchObject({
      id: origin + path,
      title: 'Takeaways',
      updated: publishedAt,
      author: { name: 'Takeaways' },
    });
    expect(linkOf(feed.link, 'self')).toBe(origin + path);
  });

  it('has the same takeaways in the same order as the list with the same query', async () => {
    const list = await get(path.replace('/feed.atom', '/v1/takeaways'));
    const { data } = jsonOf(list, schemas.TakeawayPage);
    const expected = data.map(({ id, title, summary }) => ({
      id: `${origin}/v1/takeaways/${id}`,
      title,
      summary,
      updated: publishedAt,
    }));
    expect(feed.entry).toMatchObject(expected);
  });

  it('links each entry to its related takeaways', async () => {
    const { data } = jsonOf(
      await get('/v1/takeaways?topic=webassembly&limit=3'),
      schemas.TakeawayPage,
    );
    const found = feed.entry?.map(({ link }) =>
      link.filter((one) => one['@rel'] === 'related').map((one) => one['@href']),
    );
    data.forEach(({ related = [] }, index) => {
      const expected = related.map((id) => `${origin}/takeaways/${id}`);
      expect(found?.[index]).toEqual(expect.arrayContaining(expected));
    });
    expect(data.some(({ related }) => related)).toBe(true);
  });

  it('links each entry to its page', async () => {
    for (const { id, link } of feed.entry ?? []) {
      const page = linkOf(link, 'alternate') ?? '';
      expect(page).toBe(id.replace('/v1/', '/'));
      const accept = { headers: { accept: 'text/html' } };
      expect((await send(page.slice(origin.length), accept)).status).toBe(200);
    }
  });

  it('links to the next and previous pages (RFC 5005)', async () => {
    const next = linkOf(feed.link, 'next')?.slice(origin.length) ?? '';
    const second = parse((await get(next)).body);
    expect(linkOf(second.link, 'previous')).toBeDefined();
    const ids = [...(feed.entry ?? []), ...(second.entry ?? [])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
  });

  it('keeps its entity tag until the query, the revision or the host changes', async () => {
    const etag = (await get(path)).headers.get('etag') ?? '';
    expect((await send(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const elsewhere = await createTestApp({ now: () => new Date('2027-01-01') });
    expect((await elsewhere(path)).headers.get('etag')).not.toBe(etag);
  });

  it('is valid if nothing matches', async () => {
    expect(parse((await get('/feed.atom?q=xyzzyxyzzy')).body).entry).toBeUndefined();
  });

  it('reports errors as problems', async () => {
    expect(problemOf(await get('/feed.atom?fields=id')).slug).toBe('invalid-request');
    expect(problemOf(await get('/feed.atom?cursor=x')).slug).toBe('invalid-cursor');
  });
});

describe('text in a feed', () => {
  const revision = { id: '', publishedAt } as Parameters<typeof feedOf>[0]['revision'];
  const feedWith = (title: string) =>
    feedOf({
      takeaways: [
        {
          id: 'a',
          title,
          summary: '',
          topic: 't',
          technologies: [],
          links: [],
        } as unknown as Takeaway,
      ],
      revision,
      origin,
      links: { first: '/feed.atom', self: '/feed.atom?q=a&sort=event', next: null },
    });

  it('is escaped', () => {
    const title = `<b>"Fish" & 'chips'</b> ]]>`;
    const [entry] = parse(feedWith(title)).entry ?? [];
    expect(entry?.title).toBe(title);
    expect(linkOf(parse(feedWith('')).link, 'self')).toBe(`${origin}/feed.atom?q=a&sort=event`);
  });

  it('loses only the characters that XML cannot represent', () => {
    const body = feedWith('a\u0000b\u0008c\u000bd\u001fe\ufffef\tg\u0085h\u{1f600}i\ud800j');
    const title = 'abcdef\tg\u0085h\u{1f600}ij';
    expect(body).toContain(`<title>${title}</title>`);
  });

  it('has no links to pages that do not exist', () => {
    expect(feedWith('a')).not.toContain('rel="next"');
  });
});
