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
  // Without it, this parser leaves references by number as they are.
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

  it('says what it is, whose, since when, and where', () => {
    expect(feed).toMatchObject({
      id: origin + path,
      title: 'Takeaways',
      updated: publishedAt,
      author: { name: 'Takeaways' },
    });
    expect(linkOf(feed.link, 'self')).toBe(origin + path);
  });

  it('has the takeaways of the list of the same query, in its order', async () => {
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

  it('leads from each entry to its page', async () => {
    for (const { id, link } of feed.entry ?? []) {
      const page = linkOf(link, 'alternate') ?? '';
      expect(page).toBe(id.replace('/v1/', '/'));
      const accept = { headers: { accept: 'text/html' } };
      expect((await send(page.slice(origin.length), accept)).status).toBe(200);
    }
  });

  it('goes on from page to page, and back (RFC 5005)', async () => {
    const next = linkOf(feed.link, 'next')?.slice(origin.length) ?? '';
    const second = parse((await get(next)).body);
    expect(linkOf(second.link, 'previous')).toBeDefined();
    const ids = [...(feed.entry ?? []), ...(second.entry ?? [])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
  });

  it('is fresh until its query, its revision or its host changes', async () => {
    const etag = (await get(path)).headers.get('etag') ?? '';
    expect((await send(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const elsewhere = await createTestApp({ now: () => new Date('2027-01-01') });
    expect((await elsewhere(path)).headers.get('etag')).not.toBe(etag);
  });

  it('is a feed also where nothing is found', async () => {
    expect(parse((await get('/feed.atom?q=xyzzyxyzzy')).body).entry).toBeUndefined();
  });

  it('reports faults as problems', async () => {
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

  it('loses the characters that XML cannot have, and those alone', () => {
    const body = feedWith('a\u0000b\u0008c\u000bd\u001fe\ufffef\tg\u0085h\u{1f600}i\ud800j');
    const title = 'abcdef\tg\u0085h\u{1f600}ij';
    expect(body).toContain(`<title>${title}</title>`);
  });

  it('names no neighbour that there is not', () => {
    expect(feedWith('a')).not.toContain('rel="next"');
  });
});
