/** Operations: declares what one method of one route takes and returns, and runs it. */
import { authorize, type TokenHolder } from './authorization.js';
import { checkBodyHeaders } from './body.js';
import { refuseBody } from './limits.js';
import { html, negotiate } from './negotiation.js';
import { maxQuoteLength, type Parameters, parseParameters, type Values } from './parameters.js';
import { Problem, type ProblemSlug } from './problem.js';

/** A parsed request to an operation. */
export interface Exchange<Service = unknown, Query = unknown, MediaType extends string = string> {
  readonly request: Request;
  readonly url: URL;
  /** The path parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** The parsed query parameters. */
  readonly query: Query;
  /** The negotiated media type. */
  readonly mediaType: MediaType;
  /** The service's dependencies. */
  readonly service: Service;
}

/** The request body of an operation. */
export interface RequestBody<SchemaName extends string = string> {
  readonly mediaType: string;
  /** The schema of a JSON body. */
  readonly schema?: SchemaName;
}

/** One method of one route. */
export interface Operation<
  Service = unknown,
  SchemaName extends string = string,
  Declared extends Parameters = Parameters,
  MediaType extends string = string,
> {
  /** One line for the API documentation. */
  readonly summary: string;
  readonly parameters: Declared;
  /** The media types of the response, the preferred one first. */
  readonly offers: readonly [MediaType, ...MediaType[]];
  /** The schema of a successful JSON response. */
  readonly answers?: SchemaName;
  /** Whether its HTML page submits a form to it: empty fields then count as missing parameters. */
  readonly form?: true;
  /** Whether it requires the publish token; `answer` checks it first. */
  readonly bearer?: true;
  /** Whether it requires `If-Match`; `handle` compares it with the current revision. */
  readonly ifMatch?: true;
  /** The required body; `handle` reads it. */
  readonly body?: RequestBody<SchemaName>;
  /** The problem types of this operation, beyond those that any operation can return. */
  readonly problems?: readonly ProblemSlug[];
  handle(exchange: Exchange<Service, Values<Declared>, MediaType>): Response | Promise<Response>;
}

/** @returns an identity function that gives a declaration its types. */
export const declareOperations =
  <Service, SchemaName extends string>() =>
  <const Declared extends Parameters, const MediaType extends string>(
    declaration: Operation<Service, SchemaName, Declared, MediaType>,
  ): Operation<Service, SchemaName> =>
    declaration as unknown as Operation<Service, SchemaName>;

/** The operations of a route, by method. */
export type Methods<Service = unknown, SchemaName extends string = string> = Readonly<
  Partial<Record<'GET' | 'PUT' | 'POST', Operation<Service, SchemaName>>>
>;

/**
 * @returns a handler that runs the operation for the request's method. HEAD runs GET, OPTIONS lists the
 *   methods, and any other method gets 405 with `Allow` (RFC 9110, sections 9.3.2, 9.3.7 and 15.5.6)
 */
export const answer = <Service extends TokenHolder>(methods: Methods<Service>) => {
  const allow = [...Object.keys(methods), ...(methods.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  const byMethod: Readonly<Record<string, Operation<Service> | undefined>> = {
    ...methods,
    HEAD: methods.GET,
  };
  return async (
    request: Request,
    url: URL,
    path: Exchange['path'],
    service: Service,
  ): Promise<Response> => {
    if (request.method === 'OPTIONS') {
      refuseBody(request);
      return new Response(null, { status: 204, headers: { allow } });
    }
    const found = Object.hasOwn(byMethod, request.method) ? byMethod[request.method] : undefined;
    if (!found) {
      throw new Problem('method-not-allowed', {
        detail: `This resource supports ${allow}, not "${request.method.slice(0, maxQuoteLength)}".`,
        headers: { allow },
      });
    }
    refuseBody(request);
    if (found.bearer) await authorize(request, service);
    if (found.form && negotiate(request, found.offers) === html) removeEmptyFields(url);
    const exchange = {
      request,
      url,
      path,
      query: parseParameters(url, found.parameters),
      mediaType: negotiate(request, found.offers),
      service,
    };
    if (found.body) checkBodyHeaders(request, found.body.mediaType);
    return found.handle(exchange);
  };
};

const removeEmptyFields = (url: URL): void => {
  const fields = [...url.searchParams].filter(([, value]) => value !== '');
  url.search = new URLSearchParams(fields).toString();
};
