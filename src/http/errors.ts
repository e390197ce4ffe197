/** The one place where what went wrong becomes what the client is told. */
import { StoreUnreadable } from '../dataset/publish.js';
import { RevisionIncomplete } from '../dataset/reader.js';
import type { Service } from '../service.js';
import { StoreUnavailable } from '../store/guarded.js';
import { Problem, problemResponse } from './problem.js';

/** Seconds after which a client may try again when the store failed. */
const retryAfter = '5';

/**
 * Turns anything thrown into a problem response. Only problems say more than their type does: what
 * other errors say goes to the log, never to the client.
 */
export const answerError = (error: unknown, request: Request, service: Service): Response => {
  if (error instanceof Problem) return problemResponse(error.slug, error.options);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (isStoreFailure(error)) {
    service.log('error', 'the store failed', { method: request.method, url: request.url, message });
    return problemResponse('store-unavailable', { headers: { 'retry-after': retryAfter } });
  }
  const stack = error instanceof Error ? error.stack : undefined;
  service.log('error', 'unexpected error', {
    method: request.method,
    url: request.url,
    message,
    stack,
  });
  return problemResponse('internal-error');
};

const isStoreFailure = (error: unknown): boolean =>
  error instanceof StoreUnavailable ||
  error instanceof StoreUnreadable ||
  error instanceof RevisionIncomplete;
