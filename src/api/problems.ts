/** `GET /problems/{slug}`: what a type of problem means. */
import { cacheControl } from '../http/headers.js';
import { json, negotiate } from '../http/negotiation.js';
import { parseParameters } from '../http/parameters.js';
import { Problem, type ProblemSlug, problemDocument, problemTypes } from '../http/problem.js';
import type { Exchange } from '../http/route.js';

const isSlug = (slug: string): slug is ProblemSlug => Object.hasOwn(problemTypes, slug);

/** `GET /problems/{slug}` */
export const getProblem = ({ request, url, params }: Exchange): Response => {
  parseParameters(url, {});
  negotiate(request, [json]);
  const { slug = '' } = params;
  if (!isSlug(slug)) {
    throw new Problem('not-found', {
      detail: `There is no such type of problem. There are ${Object.keys(problemTypes).join(', ')}.`,
    });
  }
  return new Response(JSON.stringify(problemDocument(slug)), {
    headers: { 'content-type': json, 'cache-control': cacheControl, vary: 'Accept' },
  });
};
