import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ProblemOptions, ProblemSlug } from '../../src/http/problem.js';
import {
  createHttpServer,
  headerPairs,
  hostHeaderError,
  pathWithQueryOf,
  sendProblem,
} from '../http-server.js';
import type { Receiver } from './guest/pool.js';
import type { Log } from './logger.js';
import type { RouteMatch, Router } from './routes.js';
import type { RequestTelemetry, Telemetry } from './telemetry/telemetry.js';
import type { GuestRequest, HeaderLine } from './wasi/http.js';

/** Runs requests in one component. */
export interface Guest {
  /** Its id in spin.toml. */
  readonly component: string;
  /** @returns a function that cancels the request if it still waits */
  submit(request: GuestRequest, receiver: Receiver): () => void;
}

export interface ServerOptions {
  readonly application: { readonly name: string; readonly version?: string | undefined };
  readonly router: Router<Guest>;
  readonly log: Log;
  /** The time limit for a client to send a request, in milliseconds. */
  readonly clientTimeout: number;
  /** Undefined if nobody listens. */
  readonly telemetry?: Telemetry | undefined;
}

/** 10 MiB. */
const maxBodyBytes = 10 * 1024 * 1024;

/** `Retry-After` for `overloaded`, in seconds. */
const retryAfter = '1';

/** @returns the HTTP server for an application, not listening yet. */
export const createApplicationServer = (options: ServerOptions): Server =>
  createHttpServer({
    clientTimeout: options.clientTimeout,
    serve: (request, response) => {
      const exchange = new Exchange(request, response, options);
      exchange.serve();
      return (problem) => exchange.abort(problem);
    },
    onRefused: (details) => options.log.info(details, 'request refused'),
  });

/** One request and its response. */
class Exchange {
  private readonly id = randomUUID();
  private readonly started = performance.now();
  private readonly path: string;
  private readonly pathWithQuery: string;
  private readonly telemetry: RequestTelemetry | undefined;
  private match: RouteMatch<Guest> | undefined;
  private bytes = 0;
  /** The size of the response body; infinite if unknown. */
  private expectedBytes = Number.POSITIVE_INFINITY;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly options: ServerOptions,
  ) {
    this.pathWithQuery = pathWithQueryOf(request);
    this.path = this.pathWithQuery.split('?', 1)[0] ?? '';
    this.telemetry = options.telemetry?.request({
      method: request.method ?? 'GET',
      path: this.path,
      query: this.pathWithQuery.slice(this.path.length + 1),
      peer: { address: request.socket.remoteAddress ?? '', port: request.socket.remotePort ?? 0 },
      headers: request.headers,
    });
    response.setHeader('x-request-id', this.id);
    response.once('close', () => this.record());
  }

  serve(): void {
    const detail = hostHeaderError(this.request);
    if (detail) {
      this.problem('invalid-request', { detail });
    } else if (this.path.startsWith(wellKnown)) {
      this.serveWellKnown(this.path.slice(wellKnown.length));
    } else {
      this.match = this.options.router.match(this.path);
      if (this.match) this.serveGuest(this.match);
      else this.problem('not-found');
    }
  }

  /** Answers a request whose rest is malformed or late. @returns false if a response has already been sent */
  abort(problem: ProblemSlug): boolean {
    if (this.response.headersSent) return false;
    this.response.setHeader('connection', 'close');
    this.problem(problem);
    return true;
  }

  /** Answered by Spin itself. */
  private serveWellKnown(name: string): void {
    const { application } = this.options;
    if (name === 'health') this.send(200, 'text/plain; charset=utf-8', 'OK');
    else if (name === 'info') {
      this.send(200, 'application/json', JSON.stringify(application, undefined, 2));
    } else this.problem('not-found');
  }

  private async serveGuest(match: RouteMatch<Guest>): Promise<void> {
    const body = await this.readBody();
    if (!body) return;
    const { headers, method = 'GET' } = this.request;
    this.telemetry?.matched(match.route, match.target.component);
    const withdraw = match.target.submit(
      {
        method,
        pathWithQuery: this.pathWithQuery,
        authority: headers.host ?? 'localhost',
        // Like Spin: `connection` concerns only the connection to this server.
        headers: [
          ...headerPairs(this.request).filter(([name]) => name.toLowerCase() !== 'connection'),
          ...this.spinHeaders(match),
        ],
        body,
      },
      this.receiver(),
    );
    this.response.once('close', withdraw);
  }

  /** @returns undefined if it is too large (already answered), or the client has disconnected. */
  private async readBody(): Promise<Uint8Array | undefined> {
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      if (Number(this.request.headers['content-length'] ?? 0) > maxBodyBytes) throw new TooLarge();
      // On an error, the connection stays open for the response, and Node discards the rest of the body.
      const stream: AsyncIterable<Buffer> = this.request.iterator({ destroyOnReturn: false });
      for await (const chunk of stream) {
        length += chunk.length;
        if (length > maxBodyBytes) throw new TooLarge();
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } catch (error) {
      if (error instanceof TooLarge) {
        this.problem('content-too-large', {
          detail: `The request body exceeds ${maxBodyBytes} bytes. Send a smaller one.`,
        });
      }
      return undefined;
    }
  }

  /** The headers that Spin adds. */
  private spinHeaders(match: RouteMatch<Guest>): HeaderLine[] {
    const { headers, socket } = this.request;
    return [
      ['spin-path-info', match.pathInfo],
      ['spin-full-url', `http://${headers.host ?? 'localhost'}${this.pathWithQuery}`],
      ['spin-matched-route', match.route],
      ['spin-base-path', '/'],
      ['spin-raw-component-route', match.route],
      ['spin-component-route', match.route.replace(/\/\.\.\.$/, '')],
      ['spin-client-addr', `${socket.remoteAddress}:${socket.remotePort}`],
      ...Object.entries(match.named).map(
        ([name, value]) => [`spin-path-match-${name.toLowerCase()}`, value] as const,
      ),
    ];
  }

  private receiver(): Receiver {
    const { response } = this;
    // Until the body starts, the response can still be replaced by a problem.
    let sendHead = () => {};
    const endIfComplete = () => {
      // The client need not wait until the guest returns.
      if (this.bytes >= this.expectedBytes) response.end();
    };
    return {
      head: (status, headers) => {
        sendHead = () => {
          if (response.headersSent) return;
          response.writeHead(status, [...headers.flat(), 'x-request-id', this.id]);
          this.expectedBytes = this.contentLength();
        };
        if (this.isBodyless(status)) {
          sendHead();
          response.end();
        }
      },
      chunk: (bytes, sent) => {
        sendHead();
        if (response.writableEnded || response.destroyed) {
          sent();
          return;
        }
        const due = bytes.subarray(0, this.expectedBytes - this.bytes);
        this.bytes += due.length;
        response.write(due, sent);
        endIfComplete();
      },
      end: () => {
        sendHead();
        endIfComplete();
        if (response.writableEnded) return;
        if (this.expectedBytes === Number.POSITIVE_INFINITY) response.end();
        else response.destroy();
      },
      fail: (problem, reason) => {
        this.options.log.error({ request_id: this.id, reason }, 'request failed');
        this.telemetry?.failed(reason);
        if (!response.headersSent) this.problem(problem);
        else if (!response.writableEnded) response.destroy();
      },
      log: (stream, line) => {
        this.options.log.info({ request_id: this.id, stream }, line);
      },
      executed: (execution) => this.telemetry?.executed(execution),
    };
  }

  private isBodyless(status: number): boolean {
    return this.request.method === 'HEAD' || status === 204 || status === 304;
  }

  private contentLength(): number {
    const length = this.response.getHeader('content-length');
    return length === undefined ? Number.POSITIVE_INFINITY : Number(length);
  }

  private problem(slug: ProblemSlug, options: ProblemOptions = {}): void {
    const headers = slug === 'overloaded' ? { 'retry-after': retryAfter } : {};
    this.count(sendProblem(this.response, slug, { ...options, headers }));
  }

  private send(status: number, type: string, body: string): void {
    const length = Buffer.byteLength(body);
    this.response.writeHead(status, { 'content-type': type, 'content-length': length });
    this.response.end(body);
    this.count(length);
  }

  private count(length: number): void {
    this.bytes = this.request.method === 'HEAD' ? 0 : length;
  }

  private record(): void {
    const { request, response } = this;
    const complete = response.writableFinished;
    this.telemetry?.answered(response.headersSent ? response.statusCode : undefined);
    this.options.log[complete ? 'info' : 'warn'](
      {
        request_id: this.id,
        method: request.method,
        route: this.match?.route,
        path: this.path,
        status: response.headersSent ? response.statusCode : undefined,
        duration_ms: Math.round((performance.now() - this.started) * 1000) / 1000,
        bytes: this.bytes,
      },
      complete ? 'request' : 'request aborted',
    );
  }
}

class TooLarge extends Error {}

const wellKnown = '/.well-known/spin/';
