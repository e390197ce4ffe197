/** Example responses, produced by the service in this process with the real dataset. */
import { readAbout, readDataset } from '../../curation/read-dataset.js';
import { createApp, routes } from '../../src/app.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import type { Methods, Operation } from '../../src/http/operation.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeAsset } from '../assets/asset-file.js';
import { documentation, type OperationDocumentation } from './documentation.js';

/** An operation with its route and its documentation. */
export interface DocumentedOperation extends OperationDocumentation {
  readonly path: string;
  readonly method: keyof Methods;
  readonly operation: Operation;
}

/** An example response. */
export interface ExampleResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or the text; shortened if long. */
  readonly body: unknown;
}

/** Fixed, so that examples do not change from build to build. */
const publishedAt = new Date('2025-01-01T00:00:00Z');
const origin = 'http://localhost:3000';
const token = 'example-token';

/** Longer examples are shortened, in characters. */
const maxExampleLength = 2000;

/** @returns all documented operations, in the order of the routes. */
export const documentedOperations = (): DocumentedOperation[] => {
  const documented: Readonly<Record<string, Readonly<Record<string, OperationDocumentation>>>> =
    documentation;
  return Object.entries<Methods>(routes).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const said = documented[path]?.[method];
      return said ? [{ ...said, path, method: method as keyof Methods, operation }] : [];
    }),
  );
};

/** Produces examples. */
export interface Examples {
  /** @returns the address of an operation's example request, or undefined if it has none. */
  addressOf(documented: DocumentedOperation): URL | undefined;
  /** @returns the body of that request, or undefined if it has none. */
  bodyOf(documented: DocumentedOperation): unknown;
  /** @returns the response in one media type. @throws unless it is successful */
  responseOf(documented: DocumentedOperation, accept: string): Promise<ExampleResponse | undefined>;
}

/** @param version the version of the service */
export const createExamples = async (version: string): Promise<Examples> => {
  const dataset = readDataset();
  const bundled = { ...(await layOut(dataset)), version: readAbout().version };
  // A revision that the service does not have yet.
  const upload = await layOut({ ...dataset, topics: dataset.topics.toReversed() });
  const app = createApp({
    store: createMemoryStore(),
    bundled,
    // The document cannot contain itself.
    assets: Object.fromEntries([makeAsset('openapi.json', '{"openapi":"3.1.1"}')]),
    log: () => {},
    version,
    build: 'example',
    now: () => publishedAt,
    publishToken: () => token,
  });
  const addressOf = ({ example }: DocumentedOperation) =>
    example === undefined
      ? undefined
      : new URL(example.replace('{revision}', bundled.id).replace('{upload}', upload.id), origin);
  const bodyOf = ({ exampleBody }: DocumentedOperation) =>
    exampleBody?.({ dataset, manifest: upload.manifest });
  return {
    addressOf,
    bodyOf: (documented) => {
      const body = bodyOf(documented);
      // Binary bodies are not shown.
      return body instanceof Uint8Array ? undefined : shorten(body);
    },
    responseOf: async (documented, accept) => {
      const address = addressOf(documented);
      if (!address) return undefined;
      const { method, operation } = documented;
      const body = bodyOf(documented);
      const response = await app(
        new Request(address, {
          method,
          headers: {
            accept,
            ...(operation.bearer && { authorization: `Bearer ${token}` }),
            ...(operation.ifMatch && { 'if-match': '*' }),
            ...(operation.body && { 'content-type': operation.body.mediaType }),
          },
          ...(body !== undefined && {
            body: body instanceof Uint8Array ? body.slice() : JSON.stringify(body),
          }),
        }),
      );
      const { status, headers } = response;
      const text = await response.text();
      if (status >= 300) throw new Error(`The example ${method} ${address} fails: ${text}`);
      return { status, headers, body: shorten(isJson(accept) ? JSON.parse(text) : text) };
    },
  };
};

/** @returns whether a media type is JSON. */
export const isJson = (mediaType: string): boolean => /[/+]json$/.test(mediaType);

/** Shortens a long text to two lines, and the arrays of a long object to one element. */
const shorten = (value: unknown): unknown => {
  if ((JSON.stringify(value) ?? '').length <= maxExampleLength) return value;
  if (typeof value === 'string') return value.split('\n', 2).join('\n');
  const members = Object.entries(value as object);
  return Object.fromEntries(
    members.map(([name, member]) => [name, Array.isArray(member) ? member.slice(0, 1) : member]),
  );
};
