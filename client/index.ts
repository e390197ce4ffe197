/** The typed client of the API: `import { createClient } from 'takeaways-client'`. */
import createFetchClient, { type Client, type ClientOptions } from 'openapi-fetch';
import type { components, paths } from './openapi.js';

/** The schemas of the API, by name. */
export type Schemas = components['schemas'];

/** The media types that the client reads. Feeds and pages are for other programs. */
type Json = 'application/json' | 'application/problem+json';

/** A client with one method each for GET, PUT and POST, typed by path. */
export type TakeawaysClient = Client<paths, Json>;

/**
 * Creates a client with the paths, parameters and responses of the OpenAPI document. It does not throw for
 * error responses: it returns problems (RFC 9457) as `error`.
 *
 * @param baseUrl the address of the service, for example `http://localhost:3000`
 * @param options options of openapi-fetch, such as `fetch` and `headers`
 * @example
 * const { data, error } = await createClient('http://localhost:3000').GET('/v1/takeaways', {
 *   params: { query: { topic: ['webassembly'], fields: ['id', 'title'] } },
 * });
 */
export const createClient = (
  baseUrl: string,
  options: Omit<ClientOptions, 'baseUrl'> = {},
): TakeawaysClient => createFetchClient<paths, Json>({ querySerializer, ...options, baseUrl });

/** Serialises lists as repeated parameters, except `fields`, whose values are separated by commas. */
const querySerializer = (query: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const values = name === 'fields' ? [String(value)] : [value].flat().map(String);
      return values.map((text) => [name, text]);
    }),
  ).toString();
