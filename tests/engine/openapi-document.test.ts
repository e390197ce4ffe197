import { describe, expect, inject, it } from 'vitest';
import { documentation, undocumentedRoutes } from '../../engine/openapi/documentation.js';
import { makeDocument } from '../../engine/openapi/openapi-document.js';
import type {
  OpenApiDocument,
  OperationObject,
  Parameter,
} from '../../engine/openapi/openapi-types.js';
import { routes } from '../../src/app.js';
import { problemTypes } from '../../src/http/problem.js';

const document: OpenApiDocument = JSON.parse(inject('openApi'));

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const operationAt = (path: string, method: 'get' | 'put' = 'get'): OperationObject => {
  const operation = document.paths[path]?.[method];
  if (!operation) throw new Error(`The OpenAPI document has no ${method} ${path}.`);
  return operation;
};
const parametersOf = (path: string): Parameter[] =>
  operationAt(path).parameters.filter((parameter) => 'name' in parameter);

describe('the OpenAPI document', () => {
  it('is reproducible', async () => {
    expect(await makeDocument(document.info.version)).toEqual(document);
  });

  it('has every route and method, except those for browsers', () => {
    const declared = Object.entries(routes).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const documented = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const hidden = undocumentedRoutes.map((path) => `GET ${path}`);
    expect(new Set([...documented, ...hidden])).toEqual(new Set(declared));
    expect(Object.keys(documentation)).toEqual(Object.keys(document.paths));
  });

  it('has unique operation ids', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('states the licence and the compatibility promise', () => {
    expect(document.info.license.identifier).toBe('Apache-2.0');
    expect(document.info.description).toContain('Nothing is removed');
  });

  it('allows new members in objects', () => {
    expect(JSON.stringify(document.components.schemas)).not.toContain(
      'additionalProperties":false',
    );
  });
});

describe('parameters', () => {
  it('match the operation and have descriptions', () => {
    const parameters = parametersOf('/v1/takeaways');
    expect(parameters.map(({ name }) => name)).toEqual(
      Object.keys(routes['/v1/takeaways'].GET.parameters),
    );
    for (const { description } of parameters) expect(description).toMatch(/\.$/);
  });

  it('that are repeatable are exploded lists; `fields` is separated by commas', () => {
    const styleOf = (name: string) =>
      parametersOf('/v1/takeaways').find((parameter) => parameter.name === name);
    expect(styleOf('topic')).toMatchObject({ explode: true, schema: { type: 'array' } });
    expect(styleOf('fields')).toMatchObject({ explode: false, schema: { type: 'array' } });
    expect(styleOf('limit')?.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 100 });
  });

  it('in paths are required', () => {
    expect(parametersOf('/v1/takeaways/{id}')).toMatchObject([
      { name: 'id', in: 'path', required: true },
    ]);
  });
});

describe('responses', () => {
  it('have every media type of the operation, each with a real example', () => {
    const { content = {} } = operationAt('/v1/takeaways').responses[200] as {
      content?: Record<string, { examples?: { real?: { value: unknown } } }>;
    };
    expect(Object.keys(content)).toEqual(['application/json', 'application/x-ndjson', 'text/csv']);
    for (const { examples } of Object.values(content)) expect(examples?.real?.value).toBeTruthy();
  });

  it('include 304 exactly if they have an entity tag', () => {
    for (const { method, operation } of operations) {
      const { headers = {} } = operation.responses[200] as { headers?: object };
      expect('304' in operation.responses, operation.operationId).toBe(
        method === 'get' && 'ETag' in headers,
      );
    }
  });

  it('include the problems of the operation and the common ones', () => {
    expect(Object.keys(operationAt('/v1/takeaways').responses)).toEqual(
      expect.arrayContaining(['400', '406', '410', '414', '431', '500', '503']),
    );
    expect(operationAt('/v1/takeaways').responses).not.toHaveProperty('404');
    expect(operationAt('/v1/takeaways/{id}').responses).toHaveProperty('404');
    expect(operationAt('/v1/dataset', 'put')).toMatchObject({
      security: [{ token: [] }],
      responses: { 401: {}, 412: {}, 413: {}, 415: {}, 428: {} },
    });
  });

  it('with problems have an example of each type', () => {
    const slugs = Object.values(document.components.responses).flatMap(({ content }) =>
      Object.keys(content?.['application/problem+json']?.examples ?? {}),
    );
    for (const slug of slugs) expect(problemTypes).toHaveProperty(slug);
    expect(slugs).toContain('revision-gone');
  });
});
