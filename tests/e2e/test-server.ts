/** Sends raw requests to the server under test: nothing is normalised, added or followed. */
import {
  Agent as AgentHttp,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestHttp,
} from 'node:http';
import { Agent as AgentHttps, request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { inject } from 'vitest';
import { contract } from '../support/answer.js';
import type { Answer } from '../support/openapi-contract.js';

const baseUrl = new URL(inject('baseUrl'));
const isTls = baseUrl.protocol === 'https:';
const port = Number(baseUrl.port || (isTls ? 443 : 80));
/** Without the brackets of an IPv6 address in a URL. */
const hostname = baseUrl.hostname.replace(/^\[(.*)\]$/, '$1');

/** The value of the header Host. */
export const authority = baseUrl.host;
/** Whether the server was started for these tests. */
export const isOurs = inject('isOurs');

export interface Sending {
  readonly method?: string;
  /** A header with several values is sent several times. */
  readonly headers?: OutgoingHttpHeaders;
  /** Sent with Content-Length, unless the headers contain a framing header. */
  readonly body?: string;
  /** Keeps its connection; by default every request has a connection of its own. */
  readonly agent?: AgentHttp;
}

/** @returns what sends all its requests over one connection. Destroy it afterwards. */
export const oneConnection = (): AgentHttp =>
  new (isTls ? AgentHttps : AgentHttp)({ keepAlive: true, maxSockets: 1 });

/**
 * @param target path and query, exactly as on the request line
 * @returns the response, with any status
 * @throws if it does not match the OpenAPI document
 */
export const send = (
  target: string,
  { method = 'GET', headers = {}, body, agent }: Sending = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const framing =
      body === undefined || 'transfer-encoding' in headers
        ? {}
        : { 'content-length': Buffer.byteLength(body) };
    const request = (isTls ? requestHttps : requestHttp)(
      {
        ...{ hostname, port, path: target, method },
        headers: { ...framing, ...headers },
        agent: agent ?? false,
      },
      (response) =>
        read(response)
          .then((answer) => {
            contract({ method, target }, answer);
            return answer;
          })
          .then(resolve, reject),
    );
    // A server that rejects a request early may close the connection before it has read the rest.
    request.on('error', (error) => reject(new Error(`${method} ${target}: ${error.message}`)));
    request.end(body);
  });

/** @returns the response to a GET request. */
export const get = (target: string): Promise<Answer> => send(target);

/** @returns the response to a GET request with an additional header. */
export const getWith = (target: string, name: string, value: string | string[]): Promise<Answer> =>
  send(target, { headers: { [name]: value } });

const read = async (response: IncomingMessage): Promise<Answer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const headers = new Headers();
  for (let index = 0; index < response.rawHeaders.length; index += 2) {
    headers.append(response.rawHeaders[index] ?? '', response.rawHeaders[index + 1] ?? '');
  }
  return {
    status: response.statusCode ?? 0,
    headers,
    body: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)),
  };
};

/**
 * Sends lines that no client library would send. They should include `Connection: close`.
 *
 * @returns the status, or undefined if the server closes the connection without a response
 */
export const sendLines = (...lines: readonly string[]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const socket = isTls
      ? connectTls({ host: hostname, port, servername: hostname })
      : connect({ host: hostname, port });
    let answer = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error('The server did not respond.')));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1];
      resolve(status === undefined ? undefined : Number(status));
    });
    socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  });
