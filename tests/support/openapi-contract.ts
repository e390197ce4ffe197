/** Holds what the service answers against its own OpenAPI document. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type {
  JsonSchema,
  OpenApiDocument,
  Reference,
  Response,
} from '../../engine/openapi/openapi-types.js';

/** A response that has arrived whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Which request an answer is to. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
}

/** Takes an answer. @throws where it is not what the document says of the request. */
export type Contract = (asked: Asked, answer: Answer) => void;

/** @returns the contract that a document makes. */
export const contractOf = (document: OpenApiDocument): Contract => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(closed(document), 'document');

  const validators = new Map<string, ValidateFunction>();
  const validate = (schema: JsonSchema, value: unknown): string | undefined => {
    const key = JSON.stringify(schema);
    const validator = validators.get(key) ?? ajv.compile(absolute(closed(schema)));
    validators.set(key, validator);
    return validator(value) ? undefined : ajv.errorsText(validator.errors);
  };

  const paths = Object.entries(document.paths).map(([path, methods]) => {
    const pattern = path.replace(/[.]/g, '\\$&').replace(/{\w+}/g, '[^/]+');
    return { path, methods, pattern: new RegExp(`^${pattern}$`) };
  });
  const resolve = (response: Response | Reference): Response | undefined =>
    '$ref' in response
      ? document.components.responses[response.$ref.split('/').at(-1) ?? '']
      : response;

  return ({ method, target }, { status, headers, body }) => {
    const found = paths.find(({ pattern }) => pattern.test(pathOf(target)));
    const name = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = Object.entries(found?.methods ?? {}).find(([own]) => own === name)?.[1];
    // What is not in the document is for browsers, or refused.
    if (!operation) return;

    const contentType = headers.get('content-type')?.split(';')[0];
    const fail = (what: string) => {
      throw new Error(`${method} ${target} answers ${status} ${contentType}: ${what}`);
    };
    const declared = operation.responses[status];
    const response = declared && resolve(declared);
    if (!response) return fail('a status that the document does not have.');
    for (const header of Object.keys(response.headers ?? {})) {
      if (!headers.has(header)) fail(`without the header ${header}.`);
    }
    if (!response.content) return body === '' ? undefined : fail('a body where there is none.');
    const content = response.content[contentType ?? ''];
    if (!content) return fail('a media type that the document does not have.');
    if (method === 'HEAD') return;
    const value = /[/+]json$/.test(contentType ?? '') ? JSON.parse(body) : body;
    const faults = validate(content.schema, value);
    if (faults) fail(faults);
  };
};

/** As a URL resolves it: `/problems/..` is `/`. */
const pathOf = (target: string): string => new URL(`http://takeaways.test${target}`).pathname;

/** References as they read from outside of the document. */
const absolute = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));

/** The document leaves objects open to new members; a test has to notice those that it does not know. */
const closed = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value), (_, member) =>
    member?.type === 'object' && member.properties && !('additionalProperties' in member)
      ? { ...member, additionalProperties: false }
      : member,
  );
