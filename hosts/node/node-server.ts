/** Serves the app on node:http, streaming bodies with backpressure. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { ReadableStream } from 'node:stream/web';
import type { Log } from '../../src/log.js';
import { describeThrown } from '../../src/store/store-errors.js';
import {
  createHttpServer,
  headerPairs,
  hostHeaderError,
  pathWithQueryOf,
  sendProblem,
} from '../http-server.js';

/** The time limit for a client to send a request, in milliseconds. */
const clientTimeout = 60_000;

/** @returns the HTTP server for `app`, not listening yet. */
export const createServer = (app: (request: Request) => Promise<Response>, log: Log): Server =>
  createHttpServer({
    clientTimeout,
    serve: (message, response) => {
      const detail = hostHeaderError(message);
      const request = detail ? undefined : requestOf(message);
      if (request) {
        app(request)
          .then((answer) => send(answer, response))
          .catch((error) => {
            log('warn', 'response aborted', { reason: describeThrown(error) });
          });
      } else if (message.method === 'TRACE') sendProblem(response, 'method-not-allowed');
      else sendProblem(response, 'invalid-request', { detail: detail ?? unreadable });
      return (problem) => {
        if (response.headersSent) return false;
        response.setHeader('connection', 'close');
        sendProblem(response, problem);
        return true;
      };
    },
    onRefused: (details) => log('info', 'request refused', details),
  });

const unreadable = 'The Host header and the path do not form a valid URL.';

/** @returns undefined if the Fetch standard does not allow the request. */
const requestOf = (message: IncomingMessage): Request | undefined => {
  const { method = 'GET', headers } = message;
  const hasBody = 'content-length' in headers || 'transfer-encoding' in headers;
  try {
    return new Request(`http://${headers.host ?? 'localhost'}${pathWithQueryOf(message)}`, {
      method,
      headers: headerPairs(message),
      ...(hasBody &&
        method !== 'GET' &&
        method !== 'HEAD' && { body: bodyOf(message), duplex: 'half' }),
    });
  } catch {
    return undefined;
  }
};

/** If the app does not read the whole body, Node discards the rest, and the connection stays open. */
const bodyOf = (message: IncomingMessage): NonNullable<RequestInit['body']> =>
  ReadableStream.from(message.iterator({ destroyOnReturn: false })) as NonNullable<
    RequestInit['body']
  >;

/** Sends a response at the speed of the client. @throws if its body fails */
const send = async (answer: Response, response: ServerResponse): Promise<void> => {
  // The request was aborted and has been answered.
  if (response.headersSent) return;
  response.statusCode = answer.status;
  response.setHeaders(answer.headers);
  const reader = answer.body?.getReader();
  try {
    for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
      if (response.destroyed) return;
      if (!response.write(read.value)) await drained(response);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await reader?.cancel();
  }
};

/** Waits until the client has read what was written, or has disconnected. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
