/** Requests that are not what they announce: they get an answer, and no instance waits for the rest. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { token } from '../support/publishing.js';
import { connectTo, disconnectDuring } from './raw-http.js';

type Server = { readonly url: string };

/** The head of a publication: an operation that reads its body. */
const publication = (...framing: readonly string[]): string =>
  [
    'PUT /v1/dataset HTTP/1.1',
    'Host: a.test',
    `Authorization: Bearer ${token}`,
    'If-Match: *',
    'Content-Type: application/json',
    ...framing,
    ...['', ''],
  ].join('\r\n');

/** Sends everything, then closes this half of the connection. @returns what comes back before the other half closes */
const sendAndEnd = async ({ url }: Server, request: string): Promise<string> => {
  const socket = connect({
    port: Number(new URL(url).port),
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  await once(socket, 'connect');
  socket.end(request);
  return text(socket);
};

/** Whether the server still answers as many requests at once as it did before. */
const expectAllServed = async ({ url }: Server): Promise<void> => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/v1/meta`)));
  for (const answer of answers) {
    expect(answer.status).toBe(200);
    schemas.Meta.parse(await answer.json());
  }
};

/** Declares the tests. @param server returns a server that was started with the token */
export const itSurvivesBrokenRequests = (server: () => Server): void => {
  it.each([
    ['a body shorter than its Content-Length', publication('Content-Length: 100'), '{"a":'],
    [
      'a body whose last chunk is missing',
      publication('Transfer-Encoding: chunked'),
      '5\r\n{"a":\r\n',
    ],
    ['a body longer than its Content-Length', publication('Content-Length: 5'), '{"a":1}garbage'],
    [
      'a body on GET, longer than its Content-Length',
      'GET /healthz HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\n',
      '{"a":1}garbage',
    ],
    [
      'a body on GET, shorter than its Content-Length',
      'GET /healthz HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\n',
      '{"a":1}',
    ],
  ])('%s gets 400, again and again', async (_, head, body) => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => sendAndEnd(server(), head + body)),
    );
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    await expectAllServed(server());
  });

  it('clients that leave in the middle of a body do not affect others', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => connectTo(server())));
    for (const socket of sockets) {
      socket.write(`${publication('Content-Length: 100')}{"a":`);
    }
    await expectAllServed(server());
    for (const socket of sockets) socket.destroy();
    await expectAllServed(server());
  });

  it.each(['application/json', 'application/x-ndjson'])(
    'clients that leave in the middle of a dump do not affect others: %s',
    async (type) => {
      await Promise.all(
        Array.from({ length: 20 }, () => disconnectDuring(server(), '/v1/dump', `Accept: ${type}`)),
      );
      await expectAllServed(server());
      const whole = await fetch(`${server().url}/v1/dump`, { headers: { accept: type } });
      expect(whole.status).toBe(200);
      expect((await whole.text()).length).toBeGreaterThan(100_000);
    },
  );
};
