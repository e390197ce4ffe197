/** Cursors: the start of a list page, bound to a revision and a query. */
import { fnv1a } from '../../encoding/fnv1a.js';
import { maxQuoteLength } from '../../http/parameters.js';
import { Problem } from '../../http/problem.js';

/** Where a list page starts. */
export interface Position {
  readonly revision: string;
  /** The number of results before the page. */
  readonly offset: number;
}

/** A checksum that detects cursors of other queries and made-up ones. It is not a secret. */
const seal = (position: string, query: string): string =>
  fnv1a(`${position} ${query}`).toString(16).padStart(8, '0');

/**
 * @param position where the page starts
 * @param query the canonical query, without the parameters that may change from page to page
 * @returns an opaque text that is safe in a URL
 */
export const encodeCursor = ({ revision, offset }: Position, query: string): string => {
  const position = `${revision}.${offset}`;
  return btoa(`${position}.${seal(position, query)}`)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
};

/**
 * @param cursor the client's cursor
 * @param query the canonical query of the same request
 * @throws Problem 400 if the cursor does not belong to this query
 */
export const decodeCursor = (cursor: string, query: string): Position => {
  const [, revision, offset] =
    /^([0-9a-f]{32})\.(0|[1-9]\d{0,8})\.[0-9a-f]{8}$/.exec(fromBase64Url(cursor)) ?? [];
  if (revision && offset) {
    const position = { revision, offset: Number(offset) };
    if (encodeCursor(position, query) === cursor) return position;
  }
  throw invalidCursor(`"${cursor.slice(0, maxQuoteLength)}" is not a cursor of this query.`);
};

/** @returns the problem to throw for a cursor that cannot be used. */
export const invalidCursor = (detail: string): Problem =>
  new Problem('invalid-cursor', { errors: [{ parameter: 'cursor', detail }] });

const fromBase64Url = (text: string): string => {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
};
