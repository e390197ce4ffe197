import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Reading, trendOf } from '../../cli/soak/trend.js';
import { createRandom } from '../../curation/verdicts/random.js';
import { createApp } from '../../src/app.js';
import { createTestService } from '../support/test-app.js';

describe('the trend of readings', () => {
  const random = createRandom(1);
  const readings = (value: (second: number) => number): Reading[] =>
    Array.from({ length: 600 }, (_, second) => [second, value(second) + random() * 4]);

  it('is none where they are only noisy', () => {
    expect(trendOf(readings(() => 100))?.p).toBeGreaterThan(0.01);
  });

  it('is none where they rise at first and then stay', () => {
    const warming = readings((second) => 100 + Math.min(second, 150));
    expect(trendOf(warming)?.p).toBeGreaterThan(0.01);
  });

  it('is one where they rise within the noise', () => {
    const trend = trendOf(readings((second) => 100 + second / 100));
    expect(trend?.p).toBeLessThan(0.01);
    expect(trend?.slope).toBeGreaterThan(25);
    expect(trend?.slope).toBeLessThan(50);
  });

  it('is unknown for a few readings', () => {
    expect(trendOf([[0, 1]])).toBeUndefined();
  });
});

const token = 'soak';

/** Serves the app, with its answers passed through `change`. */
const serve = async (change: (body: string) => string): Promise<string> => {
  const app = createApp(await createTestService({ publishToken: () => token }));
  const requestOf = async (incoming: IncomingMessage): Promise<Request> => {
    const body = await buffer(incoming);
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, `${value}`);
    const { method = 'GET', url = '/' } = incoming;
    const hasBody = method !== 'GET' && method !== 'HEAD';
    return new Request(`http://soak.test${url}`, { method, headers, ...(hasBody && { body }) });
  };
  const server = createServer(async (incoming, outgoing) => {
    const response = await app(await requestOf(incoming));
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(change(await response.text()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const soak = (url: string): Promise<{ verdict: string; wrong: number; requests: number }> =>
  new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', 'cli/soak.ts', '--url', url, '--minutes', '0.06', '--json'];
    const env = { PATH: process.env.PATH, TAKEAWAYS_TOKEN: token };
    execFile(process.execPath, args, { env }, (_, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        reject(new Error(stderr));
      }
    });
  });

describe('a soak', () => {
  it('passes a server that answers as the model does', async () => {
    const result = await soak(await serve((body) => body));
    expect(result).toMatchObject({ verdict: 'passed', wrong: 0 });
    expect(result.requests).toBeGreaterThan(20);
  });

  it('fails a server that says something else now and then', async () => {
    let answers = 0;
    const lying = (body: string) =>
      answers++ % 4 === 3 ? body.replace('"revision"', '"version"') : body;
    const result = await soak(await serve(lying));
    expect(result).toMatchObject({ verdict: 'failed' });
    expect(result.wrong).toBeGreaterThan(0);
  });
});
