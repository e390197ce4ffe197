/** Cursors: where a page starts, bound to the revision and the query that the first page had. */
import { fnv1a } from '../../encoding/fnv1a.js';
import { Problem } from '../../http/problem.js';

/** Where a page starts. */
export interface Position {
  readonly revision: string;
  /** How many results lie before the page. */
  readonly offset: number;
}

/** Tells cursors of this query from those of others and from what nobody was handed; it is no secret. */
const seal = (position: string, query: string): string =>
  fnv1a(`${position} ${query}`).toString(16).padStart(8, '0');

/**
 * @param position where the page starts
 * @param query the canonical query, less what may change from page to page
 * @returns text that is safe in a URL and means nothing to clients
 */
export const encodeCursor = ({ revision, offset }: Position, query: string): string => {
  const position = `${revision}.${offset}`;
  return btoa(`${position}.${seal(position, query)}`)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
};

/**
 * @param cursor what a client sent
 * @param query the canonical query that it came with
 * @throws Problem 400 where this query has no such cursor
 */
export const decodeCursor = (cursor: string, query: string): Position => {
  const [, revision, offset] =
    /^([0-9a-f]{32})\.(0|[1-9]\d{0,8})\.[0-9a-f]{8}$/.exec(fromBase64Url(cursor)) ?? [];
  if (revision && offset) {
    const position = { revision, offset: Number(offset) };
    if (encodeCursor(position, query) === cursor) return position;
  }
  throw invalidCursor('No page of this query has this cursor.');
};

/** @returns the problem of a cursor that cannot be followed. */
export const invalidCursor = (detail: string): Problem =>
  new Problem('invalid-cursor', { errors: [{ parameter: 'cursor', detail }] });

const fromBase64Url = (text: string): string => {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
};
