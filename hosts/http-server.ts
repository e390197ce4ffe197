/** What every server on node:http does here: limits, and problems where Node would answer with bare text. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { defaultHeaders } from '../src/http/headers.js';
import {
  type ProblemOptions,
  type ProblemSlug,
  problemDocument,
  problemMediaType,
  problemTypes,
} from '../src/http/problem.js';

export interface HttpServerOptions {
  /** How long a client may take to send a request, in milliseconds. */
  readonly clientTimeout: number;
  /**
   * Answers a request.
   *
   * @returns a function that answers with a problem instead, as the rest of the request is broken or late;
   *   false where it is too late for that
   */
  serve(request: IncomingMessage, response: ServerResponse): (problem: ProblemSlug) => boolean;
  /** Takes what was answered to a client that sent no proper request. */
  onRefused(details: { request_id: string; status: number; bytes: number }): void;
}

/** How large the request line and the headers may be together, in bytes. */
const headerLimit = 16 * 1024;

/** @returns an HTTP server, not listening yet. */
export const createHttpServer = ({
  clientTimeout,
  serve,
  onRefused,
}: HttpServerOptions): Server => {
  const server = createServer({
    maxHeaderSize: headerLimit,
    headersTimeout: clientTimeout,
    requestTimeout: clientTimeout,
    connectionsCheckingInterval: Math.min(clientTimeout / 2, 1000),
    // `faultOfHost` says what is wrong, as a problem.
    requireHostHeader: false,
  });
  const aborts = new WeakMap<Duplex, (problem: ProblemSlug) => boolean>();
  const serveAndRemember = (request: IncomingMessage, response: ServerResponse) => {
    response.once('close', () => {
      // A connection that is kept alive would hold up a server that is to stop.
      if (!server.listening) server.closeIdleConnections();
    });
    aborts.set(request.socket, serve(request, response));
  };
  server.on('request', serveAndRemember);
  server.on('checkExpectation', serveAndRemember);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const problem = problemOfClientError(error);
    if (!aborts.get(socket)?.(problem)) refuse(socket, problem, onRefused);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    refuse(socket, 'method-not-allowed', onRefused);
  });
  return server;
};

/** @returns what is wrong with the header Host (RFC 9112, section 3.2), if anything. */
export const hostHeaderError = ({
  headers,
  httpVersion,
  rawHeaders,
}: IncomingMessage): string | undefined => {
  if (headers.host === undefined) {
    return httpVersion === '1.0' ? undefined : 'The header Host is missing.';
  }
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name));
  return hosts.length > 1 ? 'The header Host is there more than once.' : undefined;
};

/** @returns path and query; a proxy sends the whole URL (RFC 9112, section 3.2.2). */
export const pathWithQueryOf = ({ url = '' }: IncomingMessage): string => {
  if (url.startsWith('/') || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
};

/**
 * Answers with a problem that the service itself knows nothing of.
 *
 * @returns how long its body is, in bytes
 */
export const sendProblem = (
  response: ServerResponse,
  slug: ProblemSlug,
  options: ProblemOptions = {},
): number => {
  const body = JSON.stringify(problemDocument(slug, options));
  const length = Buffer.byteLength(body);
  response.setHeaders(
    new Headers({ ...defaultHeaders, 'cache-control': 'no-store', ...options.headers }),
  );
  response.writeHead(problemTypes[slug].status, {
    'content-type': problemMediaType,
    'content-length': length,
  });
  response.end(body);
  return length;
};

const problemOfClientError = (error: NodeJS.ErrnoException): ProblemSlug => {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 'header-fields-too-large';
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout';
  return 'invalid-request';
};

/** Answers where Node has no response object to answer with. */
const refuse = (
  socket: Duplex,
  slug: ProblemSlug,
  onRefused: HttpServerOptions['onRefused'],
): void => {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const id = randomUUID();
  const { status, title } = problemTypes[slug];
  const body = JSON.stringify(problemDocument(slug));
  const bytes = Buffer.byteLength(body);
  onRefused({ request_id: id, status, bytes });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      `content-type: ${problemMediaType}`,
      `content-length: ${bytes}`,
      `x-request-id: ${id}`,
      ...Object.entries(defaultHeaders).map(([name, value]) => `${name}: ${value}`),
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
};

/** Where a server listens. */
export interface Address {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** @returns the address that `text` names, such as 127.0.0.1:3000 or [::1]:3000; undefined where it names none. */
export const parseAddress = (text: string): Address | undefined => {
  const [, host, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text)?.filter(Boolean) ?? [];
  if (!host || !port || Number(port) > 65_535) return undefined;
  return { host, port: Number(port) };
};

/**
 * @param setting what the operator sets to have another address
 * @returns the URL, with the port that the system chose
 * @throws Error that says how to go on where the server cannot listen there
 */
export const listen = (
  server: Server,
  { host, port }: Address,
  setting: string,
): Promise<string> => {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `the port is in use. Choose another with ${setting}`
          : error.message;
      reject(new Error(`Cannot listen on ${host}:${port}: ${reason}`));
    });
    server.listen(port, host, () => {
      const bound = server.address() as AddressInfo;
      const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
      resolve(`http://${name}:${bound.port}`);
    });
  });
};

/**
 * Stops accepting requests, and waits for those in flight.
 *
 * @param patience how long to wait, in milliseconds, before their connections are cut
 */
export const drain = async (server: Server, drainTimeoutMs: number): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), drainTimeoutMs);
  await closed;
  clearTimeout(timer);
};
