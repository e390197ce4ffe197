import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostProcess, writeManifest } from '../../../harness/local-host.js';
import { componentizeGuest } from '../../support/componentize.js';

let host: HostProcess;

beforeAll(async () => {
  const guest = await componentizeGuest('tests/hosts/local/guests/guest.js');
  host = await HostProcess.start({
    from: writeManifest(guest),
    args: ['--client-timeout', '0.5s'],
  });
});
afterAll(() => host.stop());

/** Sends bytes as they are, and reads to the end of the connection. */
const exchange = async (request: string): Promise<string> => {
  const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  return text(socket);
};

const mebibyte = 1024 * 1024;

describe('a request body', () => {
  test('of 10 MiB is taken', async () => {
    const body = new Uint8Array(10 * mebibyte);
    expect((await host.fetch('/count', { method: 'POST', body })).status).toBe(200);
  });

  test('that announces more is answered with a 413 problem', async () => {
    const body = new Uint8Array(10 * mebibyte + 1);
    const response = await host.fetch('/count', { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ type: '/problems/content-too-large' });
  });

  test('that turns out to be more is answered with a 413 problem', async () => {
    const body = new Blob([new Uint8Array(11 * mebibyte)]).stream();
    // A variable: where the types of the DOM are there too, they don't know `duplex`.
    const upload = { method: 'POST', body, duplex: 'half' } as const;
    const response = await host.fetch('/count', upload);
    expect(response.status).toBe(413);
  });
});

describe('answered with a problem, an ID and the end of the connection:', () => {
  test.each([
    [
      'headers over 16 KiB',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'header-fields-too-large',
    ],
    [
      'a URL over 16 KiB',
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      431,
      'header-fields-too-large',
    ],
    ['what is not HTTP', 'hello\r\n\r\n', 400, 'invalid-request'],
    [
      'a body that is not well chunked',
      'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n',
      400,
      'invalid-request',
    ],
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: a\r\n', 408, 'request-timeout'],
    [
      'a body that does not end',
      'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhal',
      408,
      'request-timeout',
    ],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 405, 'method-not-allowed'],
  ] as const)('%s', async (_, request, status, slug) => {
    const [head = '', body = ''] = (await exchange(request)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^x-request-id: [0-9a-f-]{36}\r?$/im);
    expect(head).toMatch(/^connection: close\r?$/im);
    expect(head).toMatch(/^access-control-allow-origin: \*\r?$/im);
    expect(head).toMatch(/^x-content-type-options: nosniff\r?$/im);
    expect(JSON.parse(body)).toMatchObject({ type: `/problems/${slug}`, status });
    const id = /^x-request-id: (.*)$/im.exec(head)?.[1]?.trim();
    expect(await host.logged((line) => line.request_id === id)).toMatchObject({ status });
  });
});

test('a request without Host is answered with a 400 problem', async () => {
  const answer = await exchange('GET /count HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 400 .*The header Host is missing/s);
});

test('a request with two Hosts is answered with a 400 problem', async () => {
  const answer = await exchange(
    'GET /count HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 400 .*The header Host is there more than once/s);
});

test('a proxy may send the whole URL', async () => {
  const answer = await exchange(
    'GET http://a.example/count?x=1 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 200 .*{"requests":1}$/s);
});

test('a client that reads slowly, and then goes away, leaves the host as it was', async () => {
  const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
  socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(socket, 'readable');
  socket.destroy();
  await host.logged((line) => line.path === '/large');
  const responses = await Promise.all(Array.from({ length: 10 }, () => host.fetch('/count')));
  expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200));
});
