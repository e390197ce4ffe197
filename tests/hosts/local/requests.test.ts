import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostProcess, writeManifest } from '../../../harness/local-host.js';
import { problemMediaType } from '../../../src/http/problem.js';
import { componentizeGuest } from '../../support/componentize.js';

let host: HostProcess;

beforeAll(async () => {
  const guest = await componentizeGuest('tests/hosts/local/guests/guest.js');
  host = await HostProcess.start({
    from: writeManifest(guest),
    args: ['--request-timeout', '2s'],
  });
});
afterAll(() => host.stop());

/** @returns the request's line in the log. */
const requestLine = (path: string) =>
  host.logged((line) => line.msg?.toString().startsWith('request') === true && line.path === path);

const echo = async (path: string) =>
  (await (await host.fetch(path)).json()) as { headers: Record<string, string> };

describe('the guest gets', () => {
  test('method, URL, headers and body of the request', async () => {
    const response = await host.fetch('/echo?a=1&b=%20', {
      method: 'PUT',
      headers: { 'x-test': 'a value' },
      body: 'a body',
    });
    expect(await response.json()).toMatchObject({
      method: 'PUT',
      url: `${host.url}/echo?a=1&b=%20`,
      headers: { 'x-test': 'a value' },
      body: 'a body',
    });
  });

  test("Spin's own headers", async () => {
    const { headers } = await echo('/echo?a=1');
    expect(headers).toMatchObject({
      'spin-full-url': `${host.url}/echo?a=1`,
      'spin-path-info': '/echo',
      'spin-matched-route': '/...',
      'spin-raw-component-route': '/...',
      'spin-component-route': '',
      'spin-base-path': '/',
      'spin-client-addr': expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
  });

  test('no connection headers', async () => {
    const { headers } = await echo('/echo');
    expect(Object.keys(headers)).not.toContain('connection');
  });
});

describe('the client gets', () => {
  test('a streamed response in chunks', async () => {
    const response = await host.fetch('/stream');
    const pieces: string[] = [];
    const decoder = new TextDecoder();
    // A host that gathers them would send one piece.
    for await (const piece of response.body ?? []) pieces.push(decoder.decode(piece));
    expect(pieces).toEqual(['first', 'second', 'third']);
  });

  test('a large response completely', async () => {
    const response = await host.fetch('/large');
    expect((await response.arrayBuffer()).byteLength).toBe(8 * 1024 * 1024);
  });

  test('no body with 204', async () => {
    const response = await host.fetch('/empty');
    expect(response.status).toBe(204);
    expect(response.headers.get('content-length')).toBeNull();
  });

  test('for HEAD, no body but the same length as for GET', async () => {
    const get = await host.fetch('/count');
    const head = await host.fetch('/count', { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
    expect(await head.text()).toBe('');
  });

  test('the ID of the request', async () => {
    const response = await host.fetch('/count');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('every request gets a fresh instance', () => {
  test('in sequence', async () => {
    for (let n = 0; n < 5; n++) {
      expect(await (await host.fetch('/count')).json()).toEqual({ requests: 1 });
    }
  });

  test('concurrently', async () => {
    const responses = await Promise.all(Array.from({ length: 50 }, () => host.fetch('/count')));
    for (const response of responses) expect(await response.json()).toEqual({ requests: 1 });
  });
});

describe('a guest that fails', () => {
  test('with an exception is answered with 500, and the reason is logged', async () => {
    const response = await host.fetch('/throw');
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe(problemMediaType);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/internal-error', status: 500 });
    expect(body).not.toContain('an error in the guest');
    const id = response.headers.get('x-request-id');
    await host.logged((line) => line.request_id === id && line.level === 'error');
  });

  test('with an endless loop is answered with 504, and replaced', async () => {
    const response = await host.fetch('/loop');
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ type: '/problems/gateway-timeout' });
    expect((await host.fetch('/count')).status).toBe(200);
  });

  test('during its response has its connection closed, which is logged', async () => {
    const response = await host.fetch('/loop-in-body');
    await expect(response.text()).rejects.toThrow('terminated');
    expect(await requestLine('/loop-in-body')).toMatchObject({ level: 'warn', bytes: 5 });
  });

  test('does not block others', async () => {
    const loop = host.fetch('/loop');
    expect((await host.fetch('/count')).status).toBe(200);
    expect((await loop).status).toBe(504);
  });
});

test('a trap is answered with 500, and the host keeps running', async () => {
  const guest = await componentizeGuest('tests/hosts/local/guests/trap.wat');
  const trapping = await HostProcess.start({ from: writeManifest(guest) });
  for (let n = 0; n < 3; n++) {
    const response = await trapping.fetch('/');
    expect(response.status).toBe(500);
    const id = response.headers.get('x-request-id');
    expect(await trapping.logged((line) => line.request_id === id)).toMatchObject({
      level: 'error',
      reason: expect.stringContaining('unreachable'),
    });
  }
  expect((await trapping.stop()).code).toBe(0);
});

test('outbound calls are denied', async () => {
  expect(await (await host.fetch('/outbound')).text()).toMatch(/^denied: /);
});

describe('the log has', () => {
  test('one JSON line per request', async () => {
    const response = await host.fetch('/echo?secret=1', { method: 'POST', body: 'x' });
    const { length } = await response.text();
    const id = response.headers.get('x-request-id');
    await host.logged((line) => line.request_id === id);
    const lines = host.log.filter((line) => line.request_id === id);
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        msg: 'request',
        request_id: id,
        method: 'POST',
        route: '/...',
        path: '/echo',
        status: 200,
        duration_ms: expect.any(Number),
        bytes: length,
      },
    ]);
  });

  test('the output of the guest, with the request ID', async () => {
    const response = await host.fetch('/log');
    const id = response.headers.get('x-request-id');
    for (const stream of ['stdout', 'stderr']) {
      const line = await host.logged((line) => line.request_id === id && line.stream === stream);
      expect(line.msg).toBe(`a line on ${stream}`);
    }
  });
});

describe('/.well-known/spin is answered by the host:', () => {
  test('health', async () => {
    expect(await (await host.fetch('/.well-known/spin/health')).text()).toBe('OK');
  });

  test('info', async () => {
    const info = await (await host.fetch('/.well-known/spin/info')).json();
    expect(info).toEqual({ name: 'fixture', version: '1.2.3' });
  });

  test('nothing else', async () => {
    expect((await host.fetch('/.well-known/spin/x')).status).toBe(404);
  });
});
