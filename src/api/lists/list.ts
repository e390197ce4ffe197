/** Lists: one page of results, the links to its neighbours, and the revision they belong to. */
import * as z from 'zod/mini';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { readDescriptor } from '../../dataset/revisions/descriptors.js';
import { createReader, type RevisionReader } from '../../dataset/revisions/reader.js';
import { descriptionLinks, linkHeader } from '../../http/links.js';
import { canonicalQuery, single, type Values } from '../../http/parameters.js';
import { Problem } from '../../http/problem.js';
import type { Representation } from '../../http/respond.js';
import type { Exchange } from '../service.js';
import { decodeCursor, encodeCursor, invalidCursor } from './cursor.js';

/** Results on a page where the request does not say. */
const defaultLimit = 20;

/** The parameters that every list has. */
export const paginationParameters = {
  limit: single(
    z.pipe(
      z.string().check(z.regex(/^(?:[1-9]\d?|100)$/, 'It must be a whole number from 1 to 100.')),
      z.transform((text) => Number(text)),
    ),
    'Results on a page.',
    { type: 'integer', minimum: 1, maximum: 100, default: defaultLimit },
  ),
  cursor: single(
    z.string().check(z.maxLength(200, 'It is longer than any cursor.')),
    'Where the page starts. It is taken from the `next` or `prev` link of a page, never made by hand.',
  ),
};

/** A list as it was asked for: the revision it is read from, and the window that is wanted. */
export interface List {
  readonly reader: RevisionReader;
  readonly offset: number;
  readonly limit: number;
  /** Path and canonical query. */
  readonly address: string;
  /** @returns the address of the page that starts at `offset`; without one, of the first. */
  addressOf(offset?: number): string;
}

/** The route's parameters beside those of the page. */
export interface ListParameters {
  /** Those that say which results, in which order: a cursor holds for these alone. */
  readonly selecting: readonly string[];
  /** Those that say what is shown of each. */
  readonly shaping?: readonly string[];
}

/**
 * Opens the revision that a list is read from: the cursor's where there is one, else the current one.
 *
 * @param exchange the request
 * @param names the route's parameters
 * @throws Problem 400 for a cursor of another query, 410 for one whose revision is gone
 */
export const openList = async (
  { url, query: page, service }: Exchange<Values<typeof paginationParameters>>,
  { selecting, shaping = [] }: ListParameters,
): Promise<List> => {
  const selection = `${url.pathname}?${canonicalQuery(url, selecting)}`;
  const position = page.cursor === undefined ? undefined : decodeCursor(page.cursor, selection);
  const kept = position && (await readDescriptor(service.store, position.revision));
  const revision = kept ?? (await ensureCurrent(service));
  // Another instance may have handed out the cursor; an empty store of one's own is filled first.
  if (position && position.revision !== revision.id) throw new Problem('revision-gone');

  const query = canonicalQuery(url, [...selecting, ...shaping, 'limit']);
  const addressOf = (offset?: number) => {
    const cursor =
      offset !== undefined && encodeCursor({ revision: revision.id, offset }, selection);
    const parts = [query, cursor && `cursor=${cursor}`].filter(Boolean);
    return [url.pathname, parts.join('&')].filter(Boolean).join('?');
  };
  return {
    reader: createReader(service.store, revision),
    offset: position?.offset ?? 0,
    limit: page.limit ?? defaultLimit,
    address: addressOf(position?.offset),
    addressOf,
  };
};

/**
 * @param list the list as it was asked for
 * @param total how many results the list has
 * @returns the addresses of the pages before and after this one
 * @throws Problem 400 where the cursor points past the end
 */
export const adjacentPages = ({ offset, limit, addressOf }: List, total: number) => {
  if (offset > 0 && offset >= total) throw invalidCursor('It points past the end of the list.');
  return {
    next: offset + limit < total ? addressOf(offset + limit) : null,
    prev: offset > 0 ? addressOf(Math.max(0, offset - limit)) : null,
  };
};

/**
 * @param list the list as it was asked for
 * @param total how many results the list has
 * @returns what says in the headers where this page, its neighbours and the description of the API are
 * @throws Problem 400 where the cursor points past the end
 */
export const listPageHeaders = (list: List, total: number): Record<string, string> => ({
  link: linkHeader({
    self: list.address,
    first: list.addressOf(),
    ...adjacentPages(list, total),
    ...descriptionLinks,
  }),
  'x-total-count': String(total),
});

/**
 * @param list the list as it was asked for
 * @param total how many results the list has
 * @param records the serialised results on the page
 * @throws Problem 400 where the cursor points past the end
 */
export const makeListPage = (
  list: List,
  total: number,
  records: readonly string[],
): Representation => {
  const page = JSON.stringify({ total, limit: list.limit, ...adjacentPages(list, total) });
  const revision = JSON.stringify(list.reader.revision.id);
  return {
    body: `{"data":[${records.join(',')}],"page":${page},"revision":${revision}}`,
    headers: listPageHeaders(list, total),
  };
};
