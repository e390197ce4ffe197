/** `GET /problems/{slug}`: explains a problem type. */
import { json } from '../http/negotiation.js';
import { Problem, type ProblemSlug, problemDocument, problemTypes } from '../http/problem.js';
import { respond } from '../http/respond.js';
import { operation } from './service.js';

const isSlug = (slug: string): slug is ProblemSlug => Object.hasOwn(problemTypes, slug);

/** `GET /problems/{slug}` */
export const getProblem = operation({
  summary: 'Get the explanation of a problem type',
  parameters: {},
  offers: [json],
  answers: 'Problem',
  problems: ['not-found'],
  handle: async (exchange) => {
    const { slug = '' } = exchange.path;
    if (!isSlug(slug)) {
      throw new Problem('not-found', {
        detail: `No problem type is called "${slug.slice(0, 60)}". Expected one of ${Object.keys(problemTypes).join(', ')}.`,
      });
    }
    return respond(exchange, { address: exchange.url.pathname }, () => ({
      body: JSON.stringify(problemDocument(slug)),
    }));
  },
});
