/** Responses to reads: conditional and cacheable. */
import { entityTag, isAnyFresh, isFresh } from './conditional.js';
import { cacheControl, pageSecurity } from './headers.js';
import { html, json } from './negotiation.js';
import type { Exchange } from './operation.js';

/** Identifies a representation. */
export interface RepresentationKey {
  /** The revision that it depends on; undefined if it depends on the component alone. */
  readonly revision?: { readonly id: string };
  /** Path and canonical query. */
  readonly address: string;
}

/** A rendered representation. */
export interface Representation {
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * @param exchange the request
 * @param key identifies the requested representation
 * @param render renders it; not called if the client's copy is fresh
 * @returns 200, or 304 if the client's copy is fresh (RFC 9110, section 15.4.5)
 */
export const respond = async (
  { request, mediaType, service }: Exchange<{ readonly build: string }>,
  { revision, address }: RepresentationKey,
  render: () => Representation | Promise<Representation>,
): Promise<Response> => {
  const etag = entityTag(revision?.id ?? 'component', service.build, address, mediaType);
  // A 304 updates the headers of the copy (RFC 9111, section 4.3.4), so it must repeat all of them.
  const validators = {
    etag,
    'cache-control': cacheControl,
    vary: 'Accept',
    ...(mediaType === html && pageSecurity),
  };
  const notModified = () => new Response(null, { status: 304, headers: validators });
  if (isFresh(request, etag)) return notModified();
  const { body, headers } = await render();
  // `If-None-Match: *` matches only what exists, which is certain once rendering has succeeded.
  if (isAnyFresh(request)) return notModified();
  return new Response(body, { headers: { ...validators, 'content-type': mediaType, ...headers } });
};

/** @returns 200 with `body` as JSON, for transient responses that must not be cached. */
export const respondUncached = (
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(JSON.stringify(body), {
    headers: { 'content-type': json, 'cache-control': 'no-store', ...headers },
  });
