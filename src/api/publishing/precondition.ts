/** Preconditions of writes (RFC 9110, section 13.1.1, and RFC 6585, section 3). */
import type { Revision } from '../../dataset/revisions/revision.js';
import { Problem } from '../../http/problem.js';

/** An entity tag that this API hands out, or a revision's bare id as one. */
const revisionTag = /^"([0-9a-f]{32})(?:-[0-9a-f]{8})?"$/;

/**
 * Makes sure that a client changes what it has seen. Every entity tag begins with the revision that it
 * was handed out for: any of the current revision will do, and so will `"<revision>"`.
 *
 * @param request must have `If-Match`; `*` matches whatever there is
 * @returns a check to be made of the current revision, as often as it is read: it throws Problem 412
 *   where the client has seen another
 * @throws Problem 428 where the header is missing
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
