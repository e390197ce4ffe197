/** The headers that every response carries, errors included. */

/** By name; the local host's own answers carry them too. */
export const everywhere: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'ETag, Link, X-Total-Count, Retry-After, Allow, Server-Timing, WWW-Authenticate',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // What is no page may load and run nothing.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

const preflight: Readonly<Record<string, string>> = {
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-Match, If-None-Match, Traceparent',
  'access-control-max-age': '86400',
};

/** What a page may do, besides: load its own assets and ask its own server; nothing inline. */
export const pageSecurity: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/** How long, in seconds, a cache may answer before it asks again. */
const freshSeconds = 60;
export const cacheControl = `public, max-age=${freshSeconds}`;

/** Adds what every response carries, and leaves out the body where the request was HEAD. */
export const finish = (response: Response, request: Request): Response => {
  const { headers } = response;
  for (const [name, value] of Object.entries(everywhere)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  if (request.method === 'OPTIONS') {
    for (const [name, value] of Object.entries(preflight)) headers.set(name, value);
    const allow = headers.get('allow');
    if (allow) headers.set('access-control-allow-methods', allow);
  }
  if (request.method !== 'HEAD') return response;
  void response.body?.cancel();
  return new Response(null, { status: response.status, headers });
};
