/** Lists: pages of results from one revision, with links to the adjacent pages. */
import * as z from 'zod/mini';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { readDescriptor } from '../../dataset/revisions/descriptors.js';
import { createReader, type RevisionReader } from '../../dataset/revisions/reader.js';
import { joinLines, type Lines } from '../../encoding/bytes.js';
import { encodeText } from '../../encoding/utf8.js';
import { descriptionLinks, linkHeader } from '../../http/links.js';
import { canonicalQuery, single, type Values } from '../../http/parameters.js';
import { Problem } from '../../http/problem.js';
import type { Representation } from '../../http/respond.js';
import type { Exchange } from '../service.js';
import { decodeCursor, encodeCursor, invalidCursor } from './cursor.js';

const defaultLimit = 20;

/** The pagination parameters of every list. */
export const paginationParameters = {
  limit: single(
    z.pipe(
      z.string().check(z.regex(/^(?:[1-9]\d?|100)$/, 'Expected a whole number from 1 to 100.')),
      z.transform((text) => Number(text)),
    ),
    'The number of results per page.',
    { type: 'integer', minimum: 1, maximum: 100, default: defaultLimit },
  ),
  cursor: single(
    z.string().check(z.maxLength(200, 'Expected a cursor from a `next` or `prev` link.')),
    'Where the page starts. Take it from the `next` or `prev` link of another page.',
  ),
};

/** A requested list: its revision and the requested page. */
export interface List {
  readonly reader: RevisionReader;
  readonly offset: number;
  readonly limit: number;
  /** Path and canonical query. */
  readonly address: string;
  /** The address of the first page. */
  readonly first: string;
  /** @returns the address of the page that starts at `offset`. */
  addressOf(offset: number): string;
}

/** The names of the operation's parameters, besides those for pagination. */
export interface ListParameters {
  /** Parameters that select and sort the results. A cursor is bound to their values. */
  readonly selecting: readonly string[];
  /** Parameters that choose what to return of each result. */
  readonly shaping?: readonly string[];
}

/**
 * Opens the revision to list from: the cursor's if there is one, otherwise the current one.
 *
 * @param exchange the request
 * @param names the operation's parameters
 * @throws Problem 400 for a cursor of another query, 410 if the cursor's revision has been removed
 */
export const openList = async (
  { url, query: page, service }: Exchange<Values<typeof paginationParameters>>,
  { selecting, shaping = [] }: ListParameters,
): Promise<List> => {
  const selected = canonicalQuery(url, selecting);
  const selection = `${url.pathname}?${selected}`;
  const position = page.cursor === undefined ? undefined : decodeCursor(page.cursor, selection);
  const kept = position && (await readDescriptor(service.store, position.revision));
  const revision = kept ?? (await ensureCurrent(service));
  // Compared after seeding: the cursor may come from another instance with the same dataset.
  if (position && position.revision !== revision.id) throw new Problem('revision-gone');

  const query = canonicalQuery(url, [...selecting, ...shaping, 'limit']);
  const { pathname } = url;
  const first = query === '' ? pathname : `${pathname}?${query}`;
  const addressOf = (offset: number) =>
    `${first}${query === '' ? '?' : '&'}cursor=${encodeCursor({ revision: revision.id, offset }, selection)}`;
  return {
    reader: createReader(service.store, revision),
    offset: position?.offset ?? 0,
    limit: page.limit ?? defaultLimit,
    address: position ? addressOf(position.offset) : first,
    first,
    addressOf,
  };
};

/**
 * @param list the requested list
 * @param total the total number of results
 * @returns the addresses of the next and the previous page, or null
 * @throws Problem 400 if the cursor points past the end
 */
export const adjacentPages = ({ offset, limit, addressOf }: List, total: number) => {
  if (offset > 0 && offset >= total) {
    throw invalidCursor('The cursor points past the end of the list.');
  }
  return {
    next: offset + limit < total ? addressOf(offset + limit) : null,
    prev: offset > 0 ? addressOf(Math.max(0, offset - limit)) : null,
  };
};

/** The addresses of the pages beside one. */
type Adjacent = ReturnType<typeof adjacentPages>;

/**
 * @param list the requested list
 * @param total the total number of results
 * @returns the headers `Link` and `X-Total-Count`
 * @throws Problem 400 if the cursor points past the end
 */
export const listPageHeaders = (
  list: List,
  total: number,
  adjacent: Adjacent = adjacentPages(list, total),
): Record<string, string> => ({
  link: linkHeader({
    self: list.address,
    first: list.first,
    ...adjacent,
    ...descriptionLinks,
  }),
  'x-total-count': String(total),
});

/**
 * @param list the requested list
 * @param total the total number of results
 * @param records the serialised results on the page, as UTF-8
 * @throws Problem 400 if the cursor points past the end
 */
export const makeListPage = (
  list: List,
  total: number,
  records: readonly Lines[],
): Representation => {
  const adjacent = adjacentPages(list, total);
  const page = JSON.stringify({ total, limit: list.limit, ...adjacent });
  const revision = JSON.stringify(list.reader.revision.id);
  return {
    body: joinLines(records, {
      opening,
      separator: comma,
      closing: encodeText(`],"page":${page},"revision":${revision}}`),
    }),
    headers: listPageHeaders(list, total, adjacent),
  };
};

const opening = encodeText('{"data":[');
const comma = encodeText(',');
