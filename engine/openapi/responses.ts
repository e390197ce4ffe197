/** OpenAPI response objects: the successful response with real examples, and the problems. */
import { html, json } from '../../src/http/negotiation.js';
import type { Operation } from '../../src/http/operation.js';
import {
  type ProblemSlug,
  problemDocument,
  problemMediaType,
  problemTypes,
} from '../../src/http/problem.js';
import { type ExampleResponse, isJson } from './examples.js';
import { reference } from './json-schemas.js';
import type { Content, Header, MediaType, Reference, Response } from './openapi-types.js';

const header = (description: string, schema = { type: 'string' }): Header => ({
  description,
  schema,
});

/** Descriptions of response headers. */
export const headers: Readonly<Record<string, Header>> = {
  ETag: header('Identifies this representation. Send it in `If-None-Match` or `If-Match`.'),
  'Cache-Control': header('How long caches may reuse this response (RFC 9111).'),
  Vary: header('The request headers that select the representation.'),
  Link: header(
    'Links to this page, the adjacent pages and the API description (RFC 8288): `self`, `first`, `prev`, `next`, `service-desc`, `service-doc`.',
  ),
  'X-Total-Count': header('The number of results on all pages.', { type: 'integer' }),
  'Retry-After': header('The number of seconds to wait before the next attempt.'),
  'WWW-Authenticate': header('How to authenticate (RFC 6750).'),
};

const headersIn = (present: Iterable<string>): Record<string, Reference> => {
  const names = new Set(Array.from(present, (name) => name.toLowerCase()));
  const known = Object.keys(headers).filter((name) => names.has(name.toLowerCase()));
  return Object.fromEntries(known.map((name) => [name, reference('headers', name)]));
};

/** The response if the client's copy is fresh. */
export const notModified: Response = {
  description: "The client's copy, named in `If-None-Match`, is fresh.",
  headers: headersIn(['ETag', 'Cache-Control', 'Vary']),
};

/**
 * @param operation the operation
 * @param examples its example responses, by media type
 */
export const successOf = (
  { answers, offers }: Operation,
  examples: ReadonlyMap<string, ExampleResponse>,
): Response => {
  const names = [...examples.values()].flatMap((example) => [...example.headers.keys()]);
  return {
    description: 'Success.',
    headers: headersIn(names),
    content: Object.fromEntries(
      offers.map((offer): [string, MediaType] => {
        const named = offer === json && answers !== undefined;
        const schema = named ? reference('schemas', answers) : schemaOfText(offer);
        const example = examples.get(offer);
        return [
          offer,
          {
            schema: { ...schema },
            ...(example && { examples: { real: { value: example.body } } }),
          },
        ];
      }),
    ),
  };
};

const schemaOfText = (mediaType: string) => ({
  type: isJson(mediaType) ? 'object' : 'string',
});

/** The problem types that the service or its host can return for any operation. */
const commonProblems: readonly ProblemSlug[] = [
  'invalid-request',
  'malformed-url',
  'not-acceptable',
  'request-timeout',
  'uri-too-long',
  'header-fields-too-large',
  'internal-error',
  'store-unavailable',
  'overloaded',
  'gateway-timeout',
];

/** @returns the problem types that an operation can return. */
const problemsOf = ({ problems = [], bearer, ifMatch, body }: Operation): ProblemSlug[] => {
  const possible = new Set<ProblemSlug>([
    ...commonProblems,
    ...problems,
    ...(bearer ? (['unauthorized', 'publishing-off', 'token-unavailable'] as const) : []),
    ...(ifMatch ? (['precondition-required', 'precondition-failed'] as const) : []),
    ...(body ? (['content-too-large', 'unsupported-media-type'] as const) : []),
  ]);
  return (Object.keys(problemTypes) as ProblemSlug[]).filter((slug) => possible.has(slug));
};

/** The headers of problems, by status. */
const problemHeaders: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  503: ['Retry-After'],
};

/** All problems with the same status, as one response. */
export interface ProblemResponse {
  readonly status: number;
  /** The name of the component. */
  readonly name: string;
  readonly response: Response;
}

/** @returns the problem responses of an operation, by status. */
export const problemResponses = (operation: Operation, path: string): ProblemResponse[] => {
  const slugs = problemsOf(operation);
  const hasPage = !path.startsWith('/v1/');
  const statuses = [...new Set(slugs.map((slug) => problemTypes[slug].status))];
  return statuses.map((status) => {
    const same = slugs.filter((slug) => problemTypes[slug].status === status);
    const content: Content = {
      [problemMediaType]: {
        schema: { ...reference('schemas', 'Problem') },
        examples: Object.fromEntries(
          same.map((slug) => [slug, { value: { ...problemDocument(slug) } }]),
        ),
      },
      // Outside /v1, browsers get the problem as an HTML page.
      ...(hasPage && { [html]: { schema: { type: 'string' } } }),
    };
    const description = same.map((slug) => `${problemTypes[slug].title}.`).join(' ');
    const present = headersIn(problemHeaders[status] ?? []);
    return {
      status,
      name: same.join('-or-'),
      response: { description, headers: present, content },
    };
  });
};
