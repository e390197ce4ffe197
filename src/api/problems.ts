/** `GET /problems/{slug}`: what a type of problem means. */
import { json, negotiate } from '../http/negotiation.js';
import { parseParameters } from '../http/parameters.js';
import { Problem, type ProblemSlug, problemDocument, problemTypes } from '../http/problem.js';
import { respond } from '../http/respond.js';
import type { Exchange } from '../http/route.js';

const isSlug = (slug: string): slug is ProblemSlug => Object.hasOwn(problemTypes, slug);

/** `GET /problems/{slug}` */
export const getProblem = async (exchange: Exchange): Promise<Response> => {
  parseParameters(exchange.url, {});
  negotiate(exchange.request, [json]);
  const { slug = '' } = exchange.params;
  if (!isSlug(slug)) {
    throw new Problem('not-found', {
      detail: `There is no such type of problem. There are ${Object.keys(problemTypes).join(', ')}.`,
    });
  }
  return respond(exchange, { address: exchange.url.pathname }, () => ({
    body: JSON.stringify(problemDocument(slug)),
  }));
};
