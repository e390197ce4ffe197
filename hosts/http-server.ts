/** A server on node:http with limits, that answers malformed requests with problem documents. */
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
  /** The time a client has to send a request, in milliseconds. */
  readonly clientTimeout: number;
  /**
   * Answers a request.
   *
   * @returns a function that aborts with a problem if the rest of the request is malformed or late; it returns
   *   false if a response has already been sent
   */
  serve(request: IncomingMessage, response: ServerResponse): (problem: ProblemSlug) => boolean;
  /** Called after a malformed request was answered without `serve`. */
  onRefused(details: { request_id: string; status: number; bytes: number }): void;
}

/** The maximum size of the request line and headers, in bytes. */
const maxHeaderSize = 16 * 1024;

/** @returns an HTTP server, not listening yet. */
export const createHttpServer = ({
  clientTimeout,
  serve,
  onRefused,
}: HttpServerOptions): Server => {
  const server = createServer({
    maxHeaderSize,
    headersTimeout: clientTimeout,
    requestTimeout: clientTimeout,
    connectionsCheckingInterval: Math.min(clientTimeout / 2, 1000),
    // `hostHeaderError` is reported as a problem instead.
    requireHostHeader: false,
  });
  const aborts = new WeakMap<Duplex, (problem: ProblemSlug) => boolean>();
  const serveAndRemember = (request: IncomingMessage, response: ServerResponse) => {
    response.once('close', () => {
      // Idle keep-alive connections would delay shutdown.
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

/** @returns an error in the Host header (RFC 9112, section 3.2), if any. */
export const hostHeaderError = (request: IncomingMessage): string | undefined => {
  const { headers, httpVersion } = request;
  if (headers.host === undefined) {
    return httpVersion === '1.0' ? undefined : 'The Host header is missing.';
  }
  const hosts = headerPairs(request).filter(([name]) => /^host$/i.test(name));
  return hosts.length > 1 ? 'The Host header appears more than once.' : undefined;
};

/** @returns the header lines of a request as pairs of name and value. */
export const headerPairs = ({ rawHeaders }: IncomingMessage): [name: string, value: string][] => {
  const pairs: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return pairs;
};

/** @returns path and query, also if a proxy sends the whole URL (RFC 9112, section 3.2.2). */
export const pathWithQueryOf = ({ url = '' }: IncomingMessage): string => {
  if (url.startsWith('/') || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
};

/** Answers with a problem from the host. @returns the size of the body */
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

/** Answers on the socket, for requests without a response object. */
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

export interface Address {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
}

/** Parses an address such as 127.0.0.1:3000 or [::1]:3000. @returns undefined if it is invalid */
export const parseAddress = (text: string): Address | undefined => {
  const [, host, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text)?.filter(Boolean) ?? [];
  if (!host || !port || Number(port) > 65_535) return undefined;
  return { host, port: Number(port) };
};

/**
 * @param setting the option to change the address, for the error message
 * @returns the URL with the actual port
 * @throws Error if the server cannot listen there
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

/** Stops accepting requests and waits for those in flight; after the timeout, closes their connections. */
export const drain = async (server: Server, timeoutMs: number): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(timer);
};
