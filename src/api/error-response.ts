/** The one place where what went wrong becomes what the client is told. */
import { StoreUnreadable } from '../dataset/revisions/descriptors.js';
import { MissingEntry } from '../dataset/revisions/reader.js';
import { pageSecurity } from '../http/headers.js';
import { html, json, pageType, prefers } from '../http/negotiation.js';
import { Problem, problemResponse, problemTypes } from '../http/problem.js';
import { renderDocument } from '../pages/html-document.js';
import { renderProblem } from '../pages/problem-view.js';
import { describeThrown, StoreUnavailable } from '../store/store-errors.js';
import type { Service } from './service.js';

/** Seconds after which a client may try again when the store failed. */
const retryAfter = '5';

/** Turns anything thrown into a problem response, or into a page for those who read it. */
export const answerError = (error: unknown, request: Request, service: Service): Response => {
  const problem = problemOf(error, request, service);
  return isForReaders(request)
    ? problemPage(service.assets, request, problem)
    : problemResponse(problem.slug, problem.options);
};

/** A browser that opens a page gets a page; what the API answers is for programs. */
const isForReaders = (request: Request): boolean =>
  prefers(request, html, json) && !new URL(request.url).pathname.startsWith('/v1/');

const problemPage = (
  assets: Service['assets'],
  request: Request,
  { slug, options }: Problem,
): Response => {
  const { pathname, searchParams } = new URL(request.url);
  const page = renderProblem(slug, options, searchParams.get('q'));
  return new Response(renderDocument(assets, pathname, page), {
    status: problemTypes[slug].status,
    headers: {
      'content-type': pageType,
      'cache-control': 'no-store',
      ...pageSecurity,
      ...options.headers,
    },
  });
};

/**
 * Only problems say more than their type does: what other errors say goes to the log, never to the
 * client.
 */
const problemOf = (error: unknown, request: Request, service: Service): Problem => {
  if (error instanceof Problem) return error;
  const message =
    error instanceof Error ? `${error.name}: ${error.message}` : describeThrown(error);
  if (isStoreFailure(error)) {
    service.log('error', 'the store failed', { method: request.method, url: request.url, message });
    return new Problem('store-unavailable', { headers: { 'retry-after': retryAfter } });
  }
  const stack = error instanceof Error ? error.stack : undefined;
  service.log('error', 'unexpected error', {
    method: request.method,
    url: request.url,
    message,
    stack,
  });
  return new Problem('internal-error');
};

const isStoreFailure = (error: unknown): boolean =>
  error instanceof StoreUnavailable ||
  error instanceof StoreUnreadable ||
  error instanceof MissingEntry;
