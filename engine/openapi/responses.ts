/** Responses as OpenAPI has them: the successful one as it really was, and the problems. */
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

/** What headers of responses say. */
export const headers: Readonly<Record<string, Header>> = {
  ETag: header('Identifies this representation; for `If-None-Match` of the next request.'),
  'Cache-Control': header('How long caches may answer with this response (RFC 9111).'),
  Vary: header('The request headers that decide which representation is answered.'),
  Link: header(
    'Where this page, its neighbours and the description of the API are (RFC 8288): `self`, `first`, `prev`, `next`, `service-desc`, `service-doc`.',
  ),
  'X-Total-Count': header('How many results the list has on all its pages.', { type: 'integer' }),
  'Retry-After': header('Seconds after which to try again.'),
  'WWW-Authenticate': header('How to authenticate (RFC 6750).'),
};

const headersIn = (present: Iterable<string>): Record<string, Reference> => {
  const names = new Set(Array.from(present, (name) => name.toLowerCase()));
  const known = Object.keys(headers).filter((name) => names.has(name.toLowerCase()));
  return Object.fromEntries(known.map((name) => [name, reference('headers', name)]));
};

/** The response to a client whose copy is fresh. */
export const notModified: Response = {
  description: 'The copy that `If-None-Match` names is fresh.',
  headers: headersIn(['ETag', 'Cache-Control', 'Vary']),
};

/**
 * @param operation what answers
 * @param examples what it answered, by media type
 */
export const successOf = (
  { answers, offers }: Operation,
  examples: ReadonlyMap<string, ExampleResponse>,
): Response => {
  const names = [...examples.values()].flatMap((example) => [...example.headers.keys()]);
  return {
    description: 'What was asked for.',
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

/** What any operation can answer, be it the service or the host that it runs on. */
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

/** @returns the types of problems that an operation can answer with. */
const problemsOf = ({ problems = [], bearer, ifMatch, body }: Operation): ProblemSlug[] => {
  const possible = new Set<ProblemSlug>([
    ...commonProblems,
    ...problems,
    ...(bearer ? (['unauthorized', 'publishing-off'] as const) : []),
    ...(ifMatch ? (['precondition-required', 'precondition-failed'] as const) : []),
    ...(body ? (['content-too-large', 'unsupported-media-type'] as const) : []),
  ]);
  return (Object.keys(problemTypes) as ProblemSlug[]).filter((slug) => possible.has(slug));
};

/** The headers that problems of a status have. */
const problemHeaders: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  503: ['Retry-After'],
};

/** Problems that have the same status, as one response. */
export interface ProblemResponse {
  readonly status: number;
  /** A name for it among the components. */
  readonly name: string;
  readonly response: Response;
}

/** @returns the responses that are problems, by status, of an operation at a path. */
export const problemResponses = (operation: Operation, path: string): ProblemResponse[] => {
  const slugs = problemsOf(operation);
  const forReaders = !path.startsWith('/v1/');
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
      // Browsers get a page that says the same, but of /v1.
      ...(forReaders && { [html]: { schema: { type: 'string' } } }),
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
