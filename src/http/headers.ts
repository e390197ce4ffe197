/** Default response headers. */

/** Headers of every response, errors included. The local host adds them to its own responses too. */
export const defaultHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'ETag, Link, X-Total-Count, Retry-After, Allow, Server-Timing, WWW-Authenticate',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Only HTML pages may load or run anything.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

const preflight: Readonly<Record<string, string>> = {
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-Match, If-None-Match, Traceparent',
  'access-control-max-age': '86400',
};

/** HTML pages may load assets from their own origin and send requests to it. Nothing inline runs. */
export const pageSecurity: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/** How long a cache may reuse a response before it revalidates, in seconds. */
const maxAgeSeconds = 60;
export const cacheControl = `public, max-age=${maxAgeSeconds}`;

/** Adds the default headers to a response, and drops the body of a response to HEAD. */
export const finish = (response: Response, request: Request): Response => {
  const { headers } = response;
  for (const name in defaultHeaders) {
    if (!headers.has(name)) headers.set(name, defaultHeaders[name] ?? '');
  }
  if (request.method === 'OPTIONS') {
    for (const name in preflight) headers.set(name, preflight[name] ?? '');
    const allow = headers.get('allow');
    if (allow) headers.set('access-control-allow-methods', allow);
  }
  if (request.method !== 'HEAD') return response;
  void response.body?.cancel();
  // A runtime that counts what is sent would miss these bytes.
  headers.delete('content-length');
  return new Response(null, { status: response.status, headers });
};
