/** Entity tags and conditional GET (RFC 9110, sections 8.8.3 and 13.1.2). */
import { fnv1a } from '../encoding/fnv1a.js';

/**
 * @param revision the revision of the dataset, or another text for responses that do not depend on it
 * @param parts everything else that determines the bytes: a digest of the code, canonical URL, media type
 * @returns a strong entity tag, known before the response is rendered
 */
export const entityTag = (revision: string, ...parts: readonly string[]): string =>
  `"${revision}-${fnv1a(parts.join('\n')).toString(16).padStart(8, '0')}"`;

/** @returns whether `If-None-Match` names `tag`: the client's copy is fresh. */
export const isFresh = (request: Request, tag: string): boolean =>
  candidates(request).includes(tag);

/** @returns whether `If-None-Match` is `*`, which matches any existing representation. */
export const isAnyFresh = (request: Request): boolean => candidates(request).includes('*');

/** The tags to compare weakly, as RFC 9110 requires for `If-None-Match`. */
const candidates = (request: Request): string[] => {
  const header = request.headers.get('if-none-match');
  if (header === null) return [];
  return header.split(',').map((candidate) => candidate.trim().replace(/^W\//, ''));
};
