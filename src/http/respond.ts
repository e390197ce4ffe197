/** Answers a read: a client's fresh copy is confirmed before any work. */
import { entityTag, isAnyFresh, isFresh } from './conditional.js';
import { cacheControl, pageSecurity } from './headers.js';
import { html, json } from './negotiation.js';
import type { Exchange } from './operation.js';

/** What identifies a representation. */
export interface RepresentationKey {
  /** The revision that determines it; none where the component alone does. */
  readonly revision?: { readonly id: string };
  /** Path and canonical query. */
  readonly address: string;
}

/** What makes it, and the headers that only then are known. */
export interface Representation {
  readonly body: string | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * @param exchange the request
 * @param representation what is asked for
 * @param make makes the body; not called where the client's copy is fresh
 * @returns 200, or 304 (RFC 9110, section 15.4.5)
 */
export const respond = async (
  { request, mediaType, service }: Exchange<{ readonly version: string }>,
  { revision, address }: RepresentationKey,
  make: () => Representation | Promise<Representation>,
): Promise<Response> => {
  const etag = entityTag(revision?.id ?? 'component', service.version, address, mediaType);
  // A 304 updates the headers of the copy (RFC 9111, section 4.3.4), so it must say all of them.
  const validators = {
    etag,
    'cache-control': cacheControl,
    vary: 'Accept',
    ...(mediaType === html && pageSecurity),
  };
  const notModified = () => new Response(null, { status: 304, headers: validators });
  if (isFresh(request, etag)) return notModified();
  const { body, headers } = await make();
  // Only now is it known that there is something here: an error comes before any precondition.
  if (isAnyFresh(request)) return notModified();
  return new Response(body, { headers: { ...validators, 'content-type': mediaType, ...headers } });
};

/**
 * @param body what is to be said, as JSON
 * @param headers more than its type
 * @returns 200 with what holds for this moment only, so that no cache keeps it
 */
export const respondUncached = (
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(JSON.stringify(body), {
    headers: { 'content-type': json, 'cache-control': 'no-store', ...headers },
  });
