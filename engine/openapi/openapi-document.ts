/** Generates the OpenAPI document from the route table, the operations and real example responses. */

import type { Operation } from '../../src/http/operation.js';
import { maxValues } from '../../src/http/parameters.js';
import { pathParameters, tags } from './documentation.js';
import {
  createExamples,
  type DocumentedOperation,
  documentedOperations,
  type ExampleResponse,
  type Examples,
} from './examples.js';
import { makeSchemas, parameterSchema, reference } from './json-schemas.js';
import type {
  Content,
  JsonSchema,
  Method,
  OpenApiDocument,
  OperationObject,
  Parameter,
  Response,
} from './openapi-types.js';
import {
  headers,
  notModified,
  type ProblemResponse,
  problemResponses,
  successOf,
} from './responses.js';

const info = (version: string) => ({
  title: 'Takeaways',
  version,
  summary: 'Takeaways from write-ups of KubeCon + CloudNativeCon Europe.',
  description: [
    'Facts, figures and claims from four write-ups of KubeCon + CloudNativeCon Europe 2022, 2023 and 2024, each with its source.',
    '**Compatibility.** Within v1, new members, vocabulary values and operations may be added. Nothing is removed and nothing changes its meaning. Ignore members and values that you do not know.',
    '**Lists** are paginated: follow the `next` and `prev` links unchanged. All pages of a list come from the same revision, even if a new one is published in the meantime.',
    '**Errors** are problem documents (RFC 9457) that list all errors of the request. Unknown parameters are errors.',
    '**Caching.** Every read has a strong `ETag`. Send it back in `If-None-Match` to get 304 without a body if nothing has changed. `HEAD` and `OPTIONS` work wherever `GET` does; other methods get 405 with `Allow`. CORS allows any web page to read.',
  ].join('\n\n'),
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
});

/** Parameters of several operations. */
const sharedParameters = {
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    description: 'Entity tags of cached copies. The response is 304 if one of them is fresh.',
    required: false,
    schema: { type: 'string' },
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    description: 'An entity tag of the revision to replace, or `*` for any revision.',
    required: true,
    schema: { type: 'string' },
  },
} as const satisfies Record<string, Parameter>;

/**
 * @param version the version of the service
 * @returns the document; it is reproducible
 */
export const makeDocument = async (version: string): Promise<OpenApiDocument> => {
  const examples = await createExamples(version);
  const responses: Record<string, Response> = { 'not-modified': notModified };
  const paths: Record<string, Partial<Record<Method, OperationObject>>> = {};
  for (const documented of documentedOperations()) {
    const { path, method, operation } = documented;
    const problems = problemResponses(operation, path);
    for (const { name, response } of problems) responses[name] = response;
    const made = await makeOperation(documented, examples, problems);
    paths[path] = { ...paths[path], [method.toLowerCase()]: made };
  }
  return {
    openapi: '3.1.1',
    info: info(version),
    servers: [{ url: '/', description: 'The server of this document' }],
    security: [],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: makeSchemas(),
      parameters: sharedParameters,
      headers,
      responses,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
};

const makeOperation = async (
  documented: DocumentedOperation,
  examples: Examples,
  problems: readonly ProblemResponse[],
): Promise<OperationObject> => {
  const { path, method, operationId, tag, description, operation } = documented;
  const answered = new Map<string, ExampleResponse>();
  for (const offer of operation.offers) {
    const response = await examples.responseOf(documented, offer);
    if (response) answered.set(offer, response);
  }
  const [first] = answered.values();
  const conditional = method === 'GET' && first?.headers.has('etag');
  const address = examples.addressOf(documented);
  const errors = problems.map(({ status, name }) => [status, reference('responses', name)]);
  return {
    operationId,
    tags: [tag],
    summary: operation.summary,
    description,
    parameters: [
      ...segmentsOf(path, address),
      ...queryOf(operation, address),
      ...(conditional ? [reference('parameters', 'If-None-Match')] : []),
      ...(operation.ifMatch ? [reference('parameters', 'If-Match')] : []),
    ],
    ...(operation.body && {
      requestBody: { required: true, content: bodyOf(operation.body, examples.bodyOf(documented)) },
    }),
    ...(operation.bearer && { security: [{ token: [] }] }),
    responses: {
      [first?.status ?? 200]: successOf(operation, answered),
      ...(conditional && { 304: reference('responses', 'not-modified') }),
      ...Object.fromEntries(errors),
    },
  };
};

const segmentsOf = (path: string, address: URL | undefined): Parameter[] => {
  const given = address?.pathname.split('/');
  return path.split('/').flatMap((segment, index): Parameter[] => {
    const [, name] = /^{(\w+)}$/.exec(segment) ?? [];
    if (!name) return [];
    const description = pathParameters[name] ?? '';
    const example = given && { example: given[index] };
    return [
      { name, in: 'path', description, required: true, schema: { type: 'string' }, ...example },
    ];
  });
};

const queryOf = ({ parameters }: Operation, address: URL | undefined): Parameter[] =>
  Object.entries(parameters).map(([name, parameter]) => {
    const { description, repeatable } = parameter;
    const one = parameterSchema(parameter);
    const schema = repeatable ? { type: 'array', items: one, maxItems: maxValues } : one;
    const given = address?.searchParams.getAll(name) ?? [];
    return {
      name,
      in: 'query',
      description,
      required: false,
      // A list in a parameter that appears once is separated by commas.
      ...(schema.type === 'array' && { style: 'form', explode: repeatable }),
      schema,
      ...(given.length > 0 && { example: exampleOf(schema, given) }),
    };
  });

/** @returns the example value of a parameter, typed by its schema. */
const exampleOf = ({ type }: JsonSchema, given: readonly string[]): unknown => {
  if (type === 'array') return given;
  return type === 'integer' ? Number(given[0]) : given[0];
};

const bodyOf = (
  { mediaType, schema }: NonNullable<Operation['body']>,
  example: unknown,
): Content => ({
  [mediaType]: {
    schema: schema ? { ...reference('schemas', schema) } : {},
    ...(example !== undefined && { examples: { real: { value: example } } }),
  },
});
