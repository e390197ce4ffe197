/** Hostile requests, like those of fuzzers, scanners and broken clients. */
import fc from 'fast-check';

export interface HostileRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const token = fc.stringMatching(/^[A-Z!#$%&'*+.^_|~-]{1,20}$/).filter(
  // Clients and servers handle these methods themselves.
  (method) => !['CONNECT', 'TRACE', 'TRACK'].includes(method),
);

const method = fc.oneof(
  { weight: 18, arbitrary: fc.constant('GET') },
  { weight: 3, arbitrary: fc.constantFrom('HEAD', 'OPTIONS') },
  { weight: 3, arbitrary: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND') },
  { weight: 1, arbitrary: token },
);

/** Every visible character, whether it is valid in a URL or not. */
const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});

const brokenEncoding = fc.constantFrom(
  ...['%', '%%', '%4', '%zz', '%u0041', '%FF', '%FE%FF', '%C3', '%C3%28', '%A9', '%C0%AF'],
  ...['%ED%A0%80', '%F5%80%80%80', '%E2%82', 'a%', '%25%'],
);

const nasty = fc.constantFrom(
  ...['', '.', '..', '%2e%2e', '%2E%2E%2F', '..%2f..%2fetc%2fpasswd', '%5C', '%2F', '//', '*'],
  ...['%00', '%0d%0aX-Injected:%201', '%0A', '%1b[31m', '%7F', '%C2%85', '%E2%80%A8', '%EF%BB%BF'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', 'undefined'],
  ...['true', 'NaN', '-1', '0', '1e999', '0x10', '9'.repeat(400), '१२', '%F0%9F%A6%80', 'ß', 'İ'],
  ...["'%20OR%201=1--", '%22;--', '$%7B7*7%7D', '{{7*7}}', '%3Cscript%3Ealert(1)%3C/script%3E'],
  ...['x'.repeat(61), 'x'.repeat(201), '%CC%81'.repeat(150), 'a%20'.repeat(40), '+'.repeat(30)],
  ...['webassembly', 'kubernetes', 'kubecon-eu-2024', 'wasm', '2024', '20', 'relevance', 'id'],
);

const forgedCursor = fc
  .tuple(
    fc.stringMatching(/^[0-9a-f]{32}$/),
    fc.oneof(fc.nat(), fc.constantFrom(-1, 1e21, Number.NaN, '', '00', '1'.repeat(30))),
    fc.stringMatching(/^[0-9a-f]{8}$/),
  )
  .map((parts) => btoa(parts.join('.')).replaceAll('=', ''));

/** Removes lone surrogates, which have no encoding. */
const encodeURIComponentLoosely = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));

const encoded = fc.string({ unit: 'binary', maxLength: 30 }).map(encodeURIComponentLoosely);

const text = fc.oneof(
  { weight: 4, arbitrary: nasty },
  { weight: 1, arbitrary: brokenEncoding },
  { weight: 2, arbitrary: encoded },
  { weight: 1, arbitrary: visible },
  { weight: 1, arbitrary: forgedCursor },
);

const collections = ['takeaways', 'events', 'topics', 'technologies', 'sources', 'claims'];
const routes = [...collections, 'dump', 'meta', 'dataset', 'revisions'].map(
  (name) => `/v1/${name}`,
);

const path = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...routes, '/', '/healthz', '/readyz') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...routes, '/problems', '/assets'), text)
      .map((segments) => segments.join('/')),
  },
  { weight: 1, arbitrary: text.map((segment) => `/${segment}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/v1/', '/v1//takeaways', '//v1/meta', '/V1/meta', '/v2'),
  },
);

const names = ['q', 'event', 'year', 'topic', 'technology', 'source', 'claim', 'sort'];
const parameterName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...names, 'limit', 'cursor', 'fields') },
  { weight: 1, arbitrary: text },
);

/** Valid parameters, so that other hostile parts of a request get past them. */
const properPair = fc.constantFrom(
  ...['limit=5', 'topic=webassembly', 'q=wasm', 'q=kubernetse', 'sort=event', 'fields=id,title'],
  ...['year=2024', 'technology=kubernetes', 'event=kubecon-eu-2023', 'claim=cold-start'],
);

const hostilePair = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(parameterName, text, fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.nat(25)))
      .map(([name, value, times]) => Array(times).fill(`${name}=${value}`).join('&')),
  },
  { weight: 1, arbitrary: forgedCursor.map((cursor) => `cursor=${cursor}`) },
);

const query = fc
  .oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(properPair, { maxLength: 3 }) },
    { weight: 3, arbitrary: fc.array(fc.oneof(properPair, hostilePair), { maxLength: 4 }) },
  )
  .map((pairs) => (pairs.length > 0 ? `?${pairs.join('&')}` : ''));

const overlong = fc.constantFrom(5_000, 9_000).map((length) => `&q=${'x'.repeat(length)}`);

const target = fc
  .tuple(path, query, fc.oneof({ weight: 30, arbitrary: fc.constant('') }, overlong))
  // Clients do not send fragments.
  .map((parts) => parts.join('').replaceAll('#', ''));

const headerText = fc
  .string({
    unit: fc
      .oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0xa0, max: 0xff }))
      .map((code) => String.fromCharCode(code)),
    maxLength: 60,
  })
  .map((value) => value.trim());

const header = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constant('accept'),
      fc.oneof(
        headerText,
        fc.constantFrom(
          ...['text/html', 'application/xml', '*/*;q=0', 'application/json;q=2', '*/*;q='],
          ...[',', ';', '/', '*', 'a/b/c', '*/json', 'application/json;q=0, */*', ',,,,*/*'],
          ...['application/*;q=0.0001', Array(400).fill('text/x').join()],
        ),
      ),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constant('if-none-match'),
      fc.oneof(
        headerText,
        fc.constant('*'),
        fc.constantFrom('W/', '"', '""', 'W/""', '*, *', ',', `"${'x'.repeat(2000)}"`),
      ),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constantFrom(
        ...['range', 'if-range', 'if-match', 'if-modified-since', 'if-unmodified-since', 'cookie'],
        ...['authorization', 'accept-encoding', 'content-type', 'content-encoding', 'origin', 'te'],
        ...['x-forwarded-host', 'x-original-url', 'x-http-method-override', 'traceparent'],
        ...['access-control-request-method', 'access-control-request-headers', 'forwarded'],
      ),
      headerText,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('x-huge', 'cookie', 'accept-language', 'referer'),
      fc.constantFrom('x'.repeat(17_000), 'x'.repeat(8_000)),
    ),
  },
);

/** Announces a body that does not exist. This is hostile to the server rather than to the app. */
const framing = fc.oneof(
  fc.tuple(fc.constant('content-length'), fc.constantFrom('5', '99999999999', '-1', 'x')),
  fc.tuple(
    fc.constant('transfer-encoding'),
    fc.constantFrom('chunked', 'gzip, chunked', 'nonsense'),
  ),
);

const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 6, arbitrary: fc.array(header, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(framing, { minLength: 1, maxLength: 2 }) },
);

export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.record({ method, target, headers });

/** @returns whether a client with these headers may prefer HTML pages. */
export const mayPreferPages = (sent: HostileRequest['headers']): boolean =>
  sent.some(([name, value]) => name === 'accept' && /html|\*/i.test(value));
