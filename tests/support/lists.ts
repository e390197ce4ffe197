/** Reads lists by following their links. */
import { schemas } from '../../src/api/api-schemas.js';
import { type Get, jsonOf } from './answer.js';

/** @returns a list page of takeaways. */
export const takeawaysAt = async (get: Get, path: string) =>
  jsonOf(await get(path), schemas.TakeawayPage);

type Page = Awaited<ReturnType<typeof takeawaysAt>>;

/** @returns the list pages from a path on, following the links of one relation to the end. */
export const walk = async (get: Get, path: string, relation: 'next' | 'prev'): Promise<Page[]> => {
  const pages: Page[] = [];
  for (let at: string | null = path; at !== null; ) {
    const page: Page = await takeawaysAt(get, at);
    pages.push(page);
    if (pages.length > page.page.total + 1) throw new Error(`${path} never ends.`);
    at = page.page[relation];
  }
  return pages;
};

/** @returns the ids on a page. */
export const idsOn = ({ data }: Page): string[] =>
  data.map(({ id }) => id ?? 'a takeaway without id');

/** @returns the ids of all results of a path, in order. */
export const idsAt = async (get: Get, path: string): Promise<string[]> =>
  (await walk(get, path, 'next')).flatMap(idsOn);

/** @returns the targets of a `Link` header (RFC 8288) by relation. */
export const linksOf = (header: string | null): Record<string, string> =>
  Object.fromEntries(
    [...(header ?? '').matchAll(/<([^>]*)>; rel="([^"]*)"/g)].map(
      ([, target = '', relation = '']) => [relation, target],
    ),
  );
