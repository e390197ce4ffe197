/** Turns errors into responses. */
import { StoreContended, StoreUnreadable } from '../dataset/revisions/descriptors.js';
import { MissingEntry } from '../dataset/revisions/reader.js';
import { pageSecurity } from '../http/headers.js';
import { html, json, pageType, prefers } from '../http/negotiation.js';
import { Problem, problemResponse, problemTypes } from '../http/problem.js';
import { pathOf } from '../http/request-path.js';
import { renderDocument } from '../pages/html-document.js';
import { renderProblem } from '../pages/problem-view.js';
import { describeThrown, StoreUnavailable } from '../store/store-errors.js';
import type { Service } from './service.js';

/** How long a client should wait before it retries after a store failure, in seconds. */
const retryAfter = '5';

/** @returns the problem response for anything thrown: an HTML page for browsers, otherwise JSON. */
export const answerError = (error: unknown, request: Request, service: Service): Response => {
  const problem = problemOf(error, request, service);
  return prefersPage(request)
    ? problemPage(service.assets, request, problem)
    : problemResponse(problem.slug, problem.options);
};

/** Browsers get a page, except under /v1, which is for programs. */
const prefersPage = (request: Request): boolean =>
  prefers(request, html, json) && !pathOf(request.url).startsWith('/v1/');

const problemPage = (
  assets: Service['assets'],
  request: Request,
  { slug, options }: Problem,
): Response => {
  const query = new URLSearchParams(/\?.*$/s.exec(request.url)?.[0]);
  const page = renderProblem(slug, options, query.get('q'));
  return new Response(renderDocument(assets, pathOf(request.url), page), {
    status: problemTypes[slug].status,
    headers: {
      'content-type': pageType,
      'cache-control': 'no-store',
      ...pageSecurity,
      ...options.headers,
    },
  });
};

/** Messages of errors other than problems go to the log, never to the client. */
const problemOf = (error: unknown, request: Request, service: Service): Problem => {
  if (error instanceof Problem) return error;
  const message =
    error instanceof Error ? `${error.name}: ${error.message}` : describeThrown(error);
  const where = { method: request.method, url: pathOf(request.url) };
  if (isStoreFailure(error)) {
    service.log('error', 'the store failed', { ...where, message });
    return new Problem('store-unavailable', { headers: { 'retry-after': retryAfter } });
  }
  const stack = error instanceof Error ? error.stack : undefined;
  service.log('error', 'unexpected error', { ...where, message, stack });
  return new Problem('internal-error');
};

const isStoreFailure = (error: unknown): boolean =>
  error instanceof StoreUnavailable ||
  error instanceof StoreUnreadable ||
  error instanceof StoreContended ||
  error instanceof MissingEntry;
