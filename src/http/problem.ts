/**
 * The RFC 9457 problem types of the service and its local host, by slug. A problem's `type` is
 * `/problems/{slug}`, where the service explains it.
 */
export const problemTypes = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    detail:
      'The request breaks one or more rules of this operation. `errors` lists each error with its parameter, header or JSON pointer.',
  },
  'malformed-url': {
    status: 400,
    title: 'The URL is malformed',
    detail:
      'The path or query contains a percent sign without two hexadecimal digits after it, or an escape sequence that is not UTF-8. Encode the URL correctly and try again.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor does not match this query',
    detail:
      'A cursor is opaque and works only with the query that returned it. Follow the `next` and `prev` links unchanged, or start again without a cursor.',
  },
  'query-too-costly': {
    status: 400,
    title: 'The query needs too many index reads',
    detail:
      'The number of index reads per query is limited. Use fewer search words or fewer filter values.',
  },
  unauthorized: {
    status: 401,
    title: 'The token is missing or wrong',
    detail: 'Send the publish token of this service as `Authorization: Bearer <token>`.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    detail: 'No route or record has this address. `GET /` lists the routes.',
  },
  'publishing-off': {
    status: 404,
    title: 'Publishing is off',
    detail:
      'To turn publishing on, set the variable `publish_token`, for example with `SPIN_VARIABLE_PUBLISH_TOKEN`.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'The `Allow` header lists the methods that this resource supports.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No media type of this resource is acceptable',
    detail: 'The `Accept` header excludes every media type of this resource.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request timed out',
    detail: 'The server stopped waiting for the rest of the request. Send it again.',
  },
  'revision-incomplete': {
    status: 409,
    title: 'The revision is incomplete',
    detail: 'Some of its entries are missing. Upload them, or activate another revision.',
  },
  'revision-gone': {
    status: 410,
    title: "The cursor's revision no longer exists",
    detail:
      'The cursor points into a revision of the dataset that has been removed. Start again without a cursor.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The dataset has changed since you read it',
    detail:
      'The `If-Match` header does not name the current revision. Read `GET /v1/meta` again and send its new `ETag`.',
  },
  'content-too-large': {
    status: 413,
    title: 'The request body is too large',
    detail: 'Send a smaller body.',
  },
  'uri-too-long': {
    status: 414,
    title: 'The URL is too long',
    detail: 'Use fewer or shorter parameters.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type of the request body is not supported',
    detail:
      'Send the body in the media type that this operation takes, and name it in `Content-Type`.',
  },
  'precondition-required': {
    status: 428,
    title: 'The If-Match header is missing',
    detail:
      'Send the `ETag` of `GET /v1/meta`, so that you overwrite only what you have seen, or `If-Match: *` to overwrite any revision.',
  },
  'header-fields-too-large': {
    status: 431,
    title: 'The request headers are too large',
    detail: 'Send fewer or shorter header fields.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on our side',
    detail:
      'The request may be valid. Try again. If the error persists, report it with the time and the URL.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The key-value store is unavailable',
    detail:
      'The dataset cannot be read right now. Try again after the number of seconds in `Retry-After`.',
  },
  'token-unavailable': {
    status: 503,
    title: 'The publish token cannot be read',
    detail:
      'What provides the variable `publish_token` does not answer, or refuses. Try again after the number of seconds in `Retry-After`.',
  },
  overloaded: {
    status: 503,
    title: 'The server is overloaded',
    detail:
      'Too many requests are waiting. Try again after the number of seconds in `Retry-After`.',
  },
  'gateway-timeout': {
    status: 504,
    title: 'The component did not respond in time',
    detail: 'The server stopped waiting for the component. Try again.',
  },
} as const;

export type ProblemSlug = keyof typeof problemTypes;

/** One error in a request, and where it is. */
export interface ValidationError {
  /** The query parameter, header or path parameter. */
  readonly parameter?: string;
  /** A JSON pointer (RFC 6901) into the request body. */
  readonly pointer?: string;
  readonly detail: string;
}

/** Details of one occurrence of a problem. */
export interface ProblemOptions {
  readonly detail?: string;
  readonly errors?: readonly ValidationError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown to respond with a problem document. */
export class Problem extends Error {
  constructor(
    readonly slug: ProblemSlug,
    readonly options: ProblemOptions = {},
  ) {
    super(options.detail ?? problemTypes[slug].title);
    this.name = 'Problem';
  }
}

/**
 * @param slug the problem type
 * @param options details of this occurrence
 * @returns the members of the problem document (RFC 9457)
 */
export const problemDocument = (slug: ProblemSlug, options: ProblemOptions = {}) => ({
  type: `/problems/${slug}`,
  title: problemTypes[slug].title,
  status: problemTypes[slug].status,
  detail: options.detail ?? problemTypes[slug].detail,
  ...(options.errors && { errors: options.errors }),
});

/** The media type of problem documents (RFC 9457, section 3). */
export const problemMediaType = 'application/problem+json';

/** @returns the problem as a response, without the default headers. */
export const problemResponse = (slug: ProblemSlug, options: ProblemOptions = {}): Response =>
  new Response(JSON.stringify(problemDocument(slug, options)), {
    status: problemTypes[slug].status,
    headers: {
      'content-type': problemMediaType,
      'cache-control': 'no-store',
      ...options.headers,
    },
  });
