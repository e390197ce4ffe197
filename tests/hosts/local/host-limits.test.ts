import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostProcess, writeManifest } from '../../../harness/local-host.js';
import { componentizeGuest } from '../../support/componentize.js';
import { disconnectDuring, exchange } from '../raw-http.js';

let host: HostProcess;

beforeAll(async () => {
  const guest = await componentizeGuest('tests/hosts/local/guests/guest.js');
  host = await HostProcess.start({
    from: writeManifest(guest),
    args: ['--client-timeout', '0.5s'],
  });
});
afterAll(() => host.stop());

const mebibyte = 1024 * 1024;

describe('a request body', () => {
  test('of 10 MiB is accepted', async () => {
    const body = new Uint8Array(10 * mebibyte);
    expect((await host.fetch('/count', { method: 'POST', body })).status).toBe(200);
  });

  test('with a larger Content-Length is answered with 413', async () => {
    const body = new Uint8Array(10 * mebibyte + 1);
    const response = await host.fetch('/count', { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ type: '/problems/content-too-large' });
  });

  test('that is larger and has no Content-Length is answered with 413', async () => {
    const body = new Blob([new Uint8Array(11 * mebibyte)]).stream();
    // A variable, because the DOM types do not include `duplex`.
    const upload = { method: 'POST', body, duplex: 'half' } as const;
    const response = await host.fetch('/count', upload);
    expect(response.status).toBe(413);
  });
});

describe('answered with a problem and a request ID, closing the connection:', () => {
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
    ['something other than HTTP', 'hello\r\n\r\n', 400, 'invalid-request'],
    [
      'a malformed chunked body',
      'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n',
      400,
      'invalid-request',
    ],
    ['incomplete headers', 'GET / HTTP/1.1\r\nHost: a\r\n', 408, 'request-timeout'],
    [
      'an incomplete body',
      'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhal',
      408,
      'request-timeout',
    ],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 405, 'method-not-allowed'],
  ] as const)('%s', async (_, request, status, slug) => {
    const [head = '', body = ''] = (await exchange(host, request)).split('\r\n\r\n');
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

test('a request without Host is answered with 400', async () => {
  const answer = await exchange(host, 'GET /count HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 400 .*The Host header is missing/s);
});

test('a request with two Host headers is answered with 400', async () => {
  const answer = await exchange(
    host,
    'GET /count HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 400 .*The Host header appears more than once/s);
});

test('a proxy may send the whole URL', async () => {
  const answer = await exchange(
    host,
    'GET http://a.example/count?x=1 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 200 .*{"requests":1}$/s);
});

test('the host still serves after a client has disconnected during a response', async () => {
  await disconnectDuring(host, '/large');
  await host.logged((line) => line.path === '/large');
  const responses = await Promise.all(Array.from({ length: 10 }, () => host.fetch('/count')));
  expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200));
});
