/** The service on node:http: requests in, responses out, bodies at the speed of whoever reads them. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { ReadableStream } from 'node:stream/web';
import type { Log } from '../../src/log.js';
import { describeThrown } from '../../src/store/store-errors.js';
import { createHttpServer, hostHeaderError, pathWithQueryOf, sendProblem } from '../http-server.js';

/** How long a client may take to send a request, in milliseconds. */
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
            log('warn', 'a response was broken off', { reason: describeThrown(error) });
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

const unreadable = 'The header Host and the path do not make a URL.';

/** @returns undefined where the standard of Fetch has no such request. */
const requestOf = (message: IncomingMessage): Request | undefined => {
  const { method = 'GET', headers, rawHeaders } = message;
  const hasBody = 'content-length' in headers || 'transfer-encoding' in headers;
  try {
    return new Request(`http://${headers.host ?? 'localhost'}${pathWithQueryOf(message)}`, {
      method,
      headers: pairs(rawHeaders),
      ...(hasBody &&
        method !== 'GET' &&
        method !== 'HEAD' && { body: bodyOf(message), duplex: 'half' }),
    });
  } catch {
    return undefined;
  }
};

/** Where the service doesn't read to its end, Node discards the rest, and the connection stays open for the answer. */
const bodyOf = (message: IncomingMessage): NonNullable<RequestInit['body']> =>
  ReadableStream.from(message.iterator({ destroyOnReturn: false })) as NonNullable<
    RequestInit['body']
  >;

const pairs = (rawHeaders: readonly string[]): [name: string, value: string][] => {
  const lines: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return lines;
};

/**
 * Sends an answer on, at the speed of the client.
 *
 * @throws where its body fails
 */
const send = async (answer: Response, response: ServerResponse): Promise<void> => {
  // Answered already, where the request broke off.
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

/** @returns when the client has taken what was written, or has gone away. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
