/**
 * Every kind of error the service and its local host answer with, as RFC 9457 problem types.
 * The slug is the problem's identity: `type` is `/problems/{slug}`, which explains it.
 */
export const problemTypes = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    detail:
      'One or more parts of the request break the rules of this route. The member `errors` lists each fault with the parameter, header or JSON pointer it concerns.',
  },
  'malformed-url': {
    status: 400,
    title: 'The URL is malformed',
    detail:
      'The path or query has a percent sign that is not followed by two hexadecimal digits, or escapes that are not UTF-8. Encode the URL anew.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor does not belong to this query',
    detail:
      'A cursor is opaque and belongs to the query it was handed out with. Follow the `next` and `prev` links unchanged, or start again without a cursor.',
  },
  'query-too-costly': {
    status: 400,
    title: 'The query needs too many index reads',
    detail:
      'A page costs a bounded number of store reads. Use fewer search words or fewer filter values.',
  },
  unauthorized: {
    status: 401,
    title: 'The token is missing or wrong',
    detail: 'Send the publish token of this service as `Authorization: Bearer <token>`.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this address',
    detail: 'No route or record has this address. `GET /` lists what there is.',
  },
  'publishing-off': {
    status: 404,
    title: 'Publishing is off',
    detail:
      'This service publishes only while its variable `publish_token` is set, for example with `SPIN_VARIABLE_PUBLISH_TOKEN`.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take this method',
    detail: 'The header `Allow` lists the methods that it takes.',
  },
  'not-acceptable': {
    status: 406,
    title: 'This resource has no representation that the request accepts',
    detail: 'The header `Accept` excludes every media type of this resource.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive in time',
    detail: 'The server stopped waiting for the rest of the request. Send it again.',
  },
  'revision-incomplete': {
    status: 409,
    title: 'The revision is not whole',
    detail: 'Some of its entries are missing. Upload them, or activate another revision.',
  },
  'revision-gone': {
    status: 410,
    title: 'The revision of this cursor is gone',
    detail:
      'The cursor points into an older revision of the dataset that has been removed. Start again without a cursor.',
  },
  'precondition-failed': {
    status: 412,
    title: 'Somebody else has published meanwhile',
    detail:
      'The header `If-Match` names another revision than the current one. Look at what `GET /v1/meta` answers now, and send its `ETag`.',
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
    title: 'The request body is of another media type than this operation takes',
    detail: 'Send it as the type that this operation takes, named by `Content-Type`.',
  },
  'precondition-required': {
    status: 428,
    title: 'The header If-Match is missing',
    detail:
      'Send the `ETag` that `GET /v1/meta` answers, so that nobody is overwritten unseen; or `If-Match: *` to overwrite whatever there is.',
  },
  'header-fields-too-large': {
    status: 431,
    title: 'The request headers are too large',
    detail: 'Send fewer or shorter header fields.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on our side',
    detail: 'The request may be right. Try again; if it persists, report it with the time and URL.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The key-value store does not answer',
    detail: 'The dataset cannot be read right now. Try again after the time in `Retry-After`.',
  },
  overloaded: {
    status: 503,
    title: 'The server has no room for this request',
    detail: 'Too many requests are waiting. Try again after the time in `Retry-After`.',
  },
  'gateway-timeout': {
    status: 504,
    title: 'The component did not answer in time',
    detail: 'The request was given up. Try again.',
  },
} as const;

export type ProblemSlug = keyof typeof problemTypes;

/** One fault of a request, and where it is. */
export interface ValidationError {
  /** The query parameter, header or path segment at fault. */
  readonly parameter?: string;
  /** An RFC 6901 pointer into the request body. */
  readonly pointer?: string;
  readonly detail: string;
}

/** What a problem says beyond its type. */
export interface ProblemOptions {
  readonly detail?: string;
  readonly errors?: readonly ValidationError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A problem on its way to the client: thrown anywhere, turned into a response in one place. */
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
 * The members of an RFC 9457 problem document.
 *
 * @param slug which type of problem
 * @param options what is particular to this occurrence
 */
export const problemDocument = (slug: ProblemSlug, options: ProblemOptions = {}) => ({
  type: `/problems/${slug}`,
  title: problemTypes[slug].title,
  status: problemTypes[slug].status,
  detail: options.detail ?? problemTypes[slug].detail,
  ...(options.errors && { errors: options.errors }),
});

/** Media type of problem documents (RFC 9457, section 3). */
export const problemMediaType = 'application/problem+json';

/** @returns the problem as a response; the security and CORS headers are added to every response alike. */
export const problemResponse = (slug: ProblemSlug, options: ProblemOptions = {}): Response =>
  new Response(JSON.stringify(problemDocument(slug, options)), {
    status: problemTypes[slug].status,
    headers: {
      'content-type': problemMediaType,
      'cache-control': 'no-store',
      ...options.headers,
    },
  });
