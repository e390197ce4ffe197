/** The typed client of the API: `import { createClient } from 'takeaways-client'`. */
import createFetchClient, { type Client, type ClientOptions } from 'openapi-fetch';
import type { components, paths } from './openapi.js';

/** Everything that the API answers, by name. */
export type Schemas = components['schemas'];

/** What the client reads: not the feeds and pages that other programs ask for. */
type Json = 'application/json' | 'application/problem+json';

/** A method for each of GET, PUT and POST, typed by the paths that take it. */
export type TakeawaysClient = Client<paths, Json>;

/**
 * Makes a client whose paths, parameters and answers are those of the OpenAPI document. It never throws
 * for what the server answers: problems (RFC 9457) come as `error`.
 *
 * @param baseUrl where the service is, such as `http://localhost:3000`
 * @param options of openapi-fetch: `fetch`, `headers` and the like
 * @example
 * const { data, error } = await createClient('http://localhost:3000').GET('/v1/takeaways', {
 *   params: { query: { topic: ['webassembly'], fields: ['id', 'title'] } },
 * });
 */
export const createClient = (
  baseUrl: string,
  options: Omit<ClientOptions, 'baseUrl'> = {},
): TakeawaysClient => createFetchClient<paths, Json>({ querySerializer, ...options, baseUrl });

/** A list repeats its parameter, but the one of fields, which is separated by commas. */
const querySerializer = (query: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const values = name === 'fields' ? [String(value)] : [value].flat().map(String);
      return values.map((text) => [name, text]);
    }),
  ).toString();
