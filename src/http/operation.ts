/** Operations: what one method of one route takes and answers, declared once, and how it is run. */
import type { IRequestStrict } from 'itty-router';
import { authorize, type TokenHolder } from './authorization.js';
import { checkBodyHeaders } from './body.js';
import { refuseBody } from './limits.js';
import { html, negotiate } from './negotiation.js';
import { type Parameters, parseParameters, type Values } from './parameters.js';
import { Problem, type ProblemSlug } from './problem.js';

/** One request on its way through an operation, parsed. */
export interface Exchange<Service = unknown, Query = unknown, MediaType extends string = string> {
  readonly request: Request;
  readonly url: URL;
  /** The named segments of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** The query parameters, as the operation declares them. */
  readonly query: Query;
  /** The media type that the client prefers of those that the operation offers. */
  readonly mediaType: MediaType;
  /** What the operation works with. */
  readonly service: Service;
}

/** The body that an operation takes. */
export interface RequestBody<SchemaName extends string = string> {
  readonly mediaType: string;
  /** The schema of what is in it, where it is JSON. */
  readonly schema?: SchemaName;
}

/** What one method of one route takes, and how it answers. */
export interface Operation<
  Service = unknown,
  SchemaName extends string = string,
  Declared extends Parameters = Parameters,
  MediaType extends string = string,
> {
  /** What it is for, in one line. */
  readonly summary: string;
  readonly parameters: Declared;
  /** The media types of its representations, the preferred one first. */
  readonly offers: readonly [MediaType, ...MediaType[]];
  /** The schema of what it answers with 200, in JSON; none where it is a page alone. */
  readonly answers?: SchemaName;
  /** Whether its page has a form that asks for it: an empty field is then a parameter not given. */
  readonly form?: true;
  /** Whether it takes the publisher's token, which `answer` checks before anything else. */
  readonly bearer?: true;
  /** Whether it demands `If-Match`, which `handle` checks against the current revision. */
  readonly ifMatch?: true;
  /** The body that it demands, which `handle` reads. */
  readonly body?: RequestBody<SchemaName>;
  /** The problems it can answer with, beyond those that any operation can. */
  readonly problems?: readonly ProblemSlug[];
  handle(exchange: Exchange<Service, Values<Declared>, MediaType>): Response | Promise<Response>;
}

/** @returns a function that declares an operation of a service: an identity, for the sake of its types. */
export const declareOperations =
  <Service, SchemaName extends string>() =>
  <const Declared extends Parameters, const MediaType extends string>(
    declaration: Operation<Service, SchemaName, Declared, MediaType>,
  ): Operation<Service, SchemaName> =>
    declaration as unknown as Operation<Service, SchemaName>;

/** The operations of one route by method. */
export type Methods<Service = unknown, SchemaName extends string = string> = Readonly<
  Partial<Record<'GET' | 'PUT' | 'POST', Operation<Service, SchemaName>>>
>;

/**
 * Runs the operation that a request's method asks for. HEAD runs GET's; OPTIONS lists the methods;
 * any other method gets 405 with `Allow` (RFC 9110, sections 9.3.2, 9.3.7 and 15.5.6).
 */
export const answer = <Service extends TokenHolder>(methods: Methods<Service>) => {
  const allow = [...Object.keys(methods), ...(methods.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  const byMethod: Readonly<Record<string, Operation<Service> | undefined>> = {
    ...methods,
    HEAD: methods.GET,
  };
  return async (request: IRequestStrict, service: Service): Promise<Response> => {
    if (request.method === 'OPTIONS') {
      refuseBody(request);
      return new Response(null, { status: 204, headers: { allow } });
    }
    const found = Object.hasOwn(byMethod, request.method) ? byMethod[request.method] : undefined;
    if (!found) {
      throw new Problem('method-not-allowed', {
        detail: `This address takes ${allow}.`,
        headers: { allow },
      });
    }
    refuseBody(request);
    if (found.bearer) await authorize(request, service.publishToken);
    const url = new URL(request.url);
    if (found.form && negotiate(request, found.offers) === html) removeEmptyFields(url);
    const exchange = {
      request,
      url,
      path: decode(request.params),
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

const decode = (segments: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(segments).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
