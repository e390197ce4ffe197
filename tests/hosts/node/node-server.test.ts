import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContainerServer } from '../../../harness/node.js';
import { problemMediaType } from '../../../src/http/problem.js';
import { disconnectDuring, exchange } from '../raw-http.js';

let server: ContainerServer;
beforeAll(async () => {
  server = await ContainerServer.start({ env: { TAKEAWAYS_PUBLISH_TOKEN: 'a-token' } });
});
afterAll(() => server.stop());

describe('a request that Fetch does not allow is answered with a problem:', () => {
  it.each([
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two Host headers', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400],
    ['an invalid Host', 'GET / HTTP/1.1\r\nHost: a b[\r\nConnection: close\r\n\r\n', 400],
    ['something other than HTTP', 'hello\r\n\r\n', 400],
    ['headers over 16 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 405],
    ['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405],
    [
      'a malformed chunked body',
      'PUT /v1/dataset HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a-token\r\nIf-Match: *\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n',
      400,
    ],
  ] as const)('%s', async (_, request, status) => {
    const [head = '', body = ''] = (await exchange(server, request)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(
      new RegExp(`^content-type: ${problemMediaType.replace('+', '\\+')}\\r?$`, 'im'),
    );
    expect(head).toMatch(/^x-content-type-options: nosniff\r?$/im);
    expect(JSON.parse(body)).toMatchObject({ status });
    expect((await server.fetch('/healthz')).status).toBe(200);
  });

  it('a proxy may send the whole URL', async () => {
    const request = `GET http://a.example/healthz HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n`;
    expect(await exchange(server, request)).toMatch(/^HTTP\/1.1 200 /);
  });
});

it('a body that is too large is refused, and the connection serves the next request', async () => {
  const length = 1024 * 1024 + 1;
  const upload =
    'PUT /v1/dataset HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a-token\r\nIf-Match: *\r\nContent-Type: application/json';
  const next = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  const answers = await exchange(
    server,
    `${upload}\r\nContent-Length: ${length}\r\n\r\n${' '.repeat(length)}${next}`,
  );
  expect(answers.match(/^HTTP\/1.1 \d+/gm)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
});

it('the server still serves after a client has disconnected during a dump', async () => {
  await disconnectDuring(server, '/v1/dump');
  expect((await server.fetch('/v1/dump')).status).toBe(200);
  expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
});

describe('on shutdown', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s, it completes requests in flight',
    async (signal) => {
      const slow = await ContainerServer.start({
        env: { TAKEAWAYS_FAULTS: 'delay=1000ms', TAKEAWAYS_LOG_LEVEL: 'debug' },
      });
      const answer = slow.fetch('/v1/meta');
      // When this request has been answered, the server has received the first one.
      await slow.fetch('/healthz');
      const ending = slow.stop(signal);
      await slow.logged(({ msg }) => msg === 'stopping');
      await expect(slow.fetch('/healthz')).rejects.toThrow('fetch failed');
      expect((await answer).status).toBe(200);
      expect(await ending).toMatchObject({ code: 0, stderr: '' });
    },
  );
});

describe('it prints the error and what was expected, and exits with 1, if', () => {
  it.each([
    ['the store is not set', { TAKEAWAYS_STORE: '' }, /^TAKEAWAYS_STORE: Expected sqlite:/],
    ['the store is of an unknown kind', { TAKEAWAYS_STORE: 'mysql://a' }, /^TAKEAWAYS_STORE: /],
    [
      'the address is invalid',
      { TAKEAWAYS_LISTEN: 'here' },
      /^TAKEAWAYS_LISTEN: .*127\.0\.0\.1:3000/,
    ],
    [
      'the database cannot be created',
      { TAKEAWAYS_STORE: 'sqlite:/dev/null/x.db' },
      /Cannot open .*\/dev\/null\/x\.db/,
    ],
  ])('%s', async (_, env, message) => {
    const ending = await ContainerServer.run({ env });
    expect(ending.code).toBe(1);
    expect(ending.stderr).toMatch(message);
  });

  it('the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const env = { TAKEAWAYS_LISTEN: `127.0.0.1:${port}` };
    const { code, stderr } = await ContainerServer.run({ env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/the port is in use. Choose another with TAKEAWAYS_LISTEN/);
    other.close();
  });
});

it('never logs the token', async () => {
  await server.fetch('/v1/revisions', { headers: { authorization: 'Bearer a-token' } });
  expect(JSON.stringify(server.log)).not.toContain('a-token');
});
