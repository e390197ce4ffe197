/** Checks responses of the service against its OpenAPI document. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type {
  JsonSchema,
  OpenApiDocument,
  Reference,
  Response,
} from '../../engine/openapi/openapi-types.js';

/** A complete response. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** The request of a response. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
}

/** Checks a response. @throws if it does not match the document */
export type Contract = (asked: Asked, answer: Answer) => void;

/** @returns a function that checks responses against a document. */
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
    // Routes that are not in the document are for browsers or unknown.
    if (!operation) return;

    const contentType = headers.get('content-type')?.split(';')[0];
    const fail = (what: string) => {
      throw new Error(`${method} ${target} returned ${status} ${contentType}: ${what}`);
    };
    const declared = operation.responses[status];
    const response = declared && resolve(declared);
    if (!response) return fail('the document does not have this status.');
    for (const header of Object.keys(response.headers ?? {})) {
      if (!headers.has(header)) fail(`the header ${header} is missing.`);
    }
    if (!response.content) return body === '' ? undefined : fail('expected no body.');
    const content = response.content[contentType ?? ''];
    if (!content) return fail('the document does not have this media type.');
    if (method === 'HEAD') return;
    const value = /[/+]json$/.test(contentType ?? '') ? JSON.parse(body) : body;
    const errors = validate(content.schema, value);
    if (errors) fail(errors);
  };
};

/** Resolves dot segments: `/problems/..` is `/`. */
const pathOf = (target: string): string => new URL(`http://takeaways.test${target}`).pathname;

/** Makes references relative to the whole document. */
const absolute = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));

/** The document allows unknown members in objects; tests do not. */
const closed = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value), (_, member) =>
    member?.type === 'object' && member.properties && !('additionalProperties' in member)
      ? { ...member, additionalProperties: false }
      : member,
  );
