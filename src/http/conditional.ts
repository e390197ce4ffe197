/** Entity tags and conditional reads (RFC 9110, sections 8.8.3 and 13.1.2). */
import { fnv1a } from '../encoding/fnv1a.js';

/**
 * A strong entity tag: it follows from everything that the bytes of a representation follow from, so
 * it is known before they are made.
 *
 * @param parts the revision first, then the component's version, the canonical URL, the media type
 */
export const entityTag = (revision: string, ...parts: readonly string[]): string =>
  `"${revision}-${fnv1a(parts.join('\n')).toString(16).padStart(8, '0')}"`;

/** @returns whether the client's copy, by `If-None-Match`, is the representation with `tag`. */
export const isFresh = (request: Request, tag: string): boolean =>
  candidates(request).includes(tag);

/** @returns whether the client has, by `If-None-Match`, any representation that there may be. */
export const isAnyFresh = (request: Request): boolean => candidates(request).includes('*');

/** Compared weakly, as RFC 9110 has it for reads. */
const candidates = (request: Request): string[] =>
  (request.headers.get('if-none-match') ?? '')
    .split(',')
    .map((candidate) => candidate.trim().replace(/^W\//, ''));
