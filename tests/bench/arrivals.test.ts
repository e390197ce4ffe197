import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestAtRate } from '../../bench/measurements/requests/arrivals.js';

const delay = 5;
const server = createServer((request, response) => {
  setTimeout(() => response.end('here'), request.url === '/slow' ? delay + 1 : 0);
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

it('requests at a fixed rate take as long as the server, and never less than nothing', async () => {
  const slow = await requestAtRate(`${url}/slow`, { rate: 300, seconds: 0.5, body: 'here' });
  expect(slow).toHaveLength(150);
  expect(Math.min(...slow)).toBeGreaterThan(delay);
  const quick = await requestAtRate(url, { rate: 300, seconds: 0.5, body: 'here' });
  expect(Math.min(...quick)).toBeGreaterThan(0);
});
