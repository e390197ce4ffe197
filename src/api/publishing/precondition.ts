/** `If-Match` on writes (RFC 9110, section 13.1.1, and RFC 6585, section 3). */
import type { Revision } from '../../dataset/revisions/revision.js';
import { Problem } from '../../http/problem.js';

/** An entity tag of this API, or just a revision id in quotes. */
const revisionTag = /^"([0-9a-f]{32})(?:-[0-9a-f]{8})?"$/;

/** @returns the revision that the client wants to replace, if it names one. */
export const revisionNamedBy = (request: Request): string | undefined =>
  revisionTag.exec(request.headers.get('if-match') ?? '')?.[1];

/**
 * Prevents lost updates: the client must name the revision that it replaces. Every entity tag starts with
 * its revision, so any tag of the current revision matches, and so does `"<revision>"`.
 *
 * @param request must have `If-Match`; `*` matches any revision
 * @returns a check to call with the current revision whenever it is read; it throws Problem 412 if the
 *   client named another one
 * @throws Problem 428 if the header is missing
 */
export const requireIfMatch = (request: Request): ((current: Revision | undefined) => void) => {
  const header = request.headers.get('if-match');
  if (header === null) throw new Problem('precondition-required');
  const tags = header.split(',').map((tag) => tag.trim());
  return (current) => {
    const matches = (tag: string) => tag === '*' || revisionTag.exec(tag)?.[1] === current?.id;
    if (!current || !tags.some(matches)) throw new Problem('precondition-failed');
  };
};
