/** How a route answers each method: what itty-router leaves to its users. */
import type { IRequestStrict } from 'itty-router';
import type { Service } from '../service.js';
import { Problem } from './problem.js';

/** One request on its way through a handler. */
export interface Exchange {
  readonly request: Request;
  readonly url: URL;
  /** The named segments of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly service: Service;
}

export type Handler = (exchange: Exchange) => Response | Promise<Response>;

/**
 * A route that is only read. HEAD answers as GET does, less the body; OPTIONS lists the methods;
 * any other gets 405 with `Allow` (RFC 9110, sections 9.3.2, 9.3.7 and 15.5.6).
 */
export const get = (handler: Handler) => {
  const allow = 'GET, HEAD, OPTIONS';
  return async (request: IRequestStrict, service: Service): Promise<Response> => {
    if (request.method === 'OPTIONS')
      return new Response(null, { status: 204, headers: { allow } });
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Problem('method-not-allowed', {
        detail: `This address takes ${allow}.`,
        headers: { allow },
      });
    }
    return handler({
      request,
      url: new URL(request.url),
      params: decodeParams(request.params),
      service,
    });
  };
};

const decodeParams = (params: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
