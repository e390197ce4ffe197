/** The headers that every response carries, errors included. */

const always: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Link, Retry-After, Allow',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Nothing that this service sends is a page that may load or run anything.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

const preflight: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Accept, If-None-Match',
  'access-control-max-age': '86400',
};

/** How long, in seconds, a cache may answer before it asks again. */
const freshSeconds = 60;
export const cacheControl = `public, max-age=${freshSeconds}`;

/** Adds what every response carries, and leaves out the body where the request was HEAD. */
export const finish = (response: Response, request: Request): Response => {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(always)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  if (request.method === 'OPTIONS') {
    for (const [name, value] of Object.entries(preflight)) headers.set(name, value);
  }
  const body = request.method === 'HEAD' ? null : response.body;
  if (request.method === 'HEAD') void response.body?.cancel();
  return new Response(body, { status: response.status, headers });
};
