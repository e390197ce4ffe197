/** Clients that are slow, gone, many or too much; beside them, others are served. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import type { ServerProcess } from '../../../harness/server-process.js';
import { keyValueStore } from '../../../hosts/key-value.js';
import { openState } from '../../../hosts/local/state.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { connectTo, exchange } from '../../hosts/raw-http.js';
import { token } from '../../support/publishing.js';
import { edition, publishEditions, wholeEdition } from '../datasets.js';
import type { Fault, Report, Seen } from '../fault.js';
import { finish, readDump, readWhole, seenOf } from '../requests.js';
import { serverKinds } from '../servers.js';

const begin = async ({ kind }: Report): Promise<ServerProcess> => {
  const stateDir = temporaryDirectory();
  const state = openState(stateDir);
  await publishEditions(keyValueStore(state, 'default'), [1]);
  state.close();
  const args = kind === 'localHost' ? ['--client-timeout', '1s'] : [];
  const server = await serverKinds[kind].start({ stateDir, args });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
};

/** Others are served meanwhile and afterwards, and nothing has changed. */
const lookAround = async (server: ServerProcess, report: Report): Promise<void> => {
  report.seen('others', await seenOf(readDump(server)));
  expect(await readWhole(server)).toBe(await wholeEdition(1));
  report.served('the old revision');
};

const statusIn = (answer: string): Seen => {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
  return (status as Seen | undefined) ?? 'a connection that is cut';
};

/** How long a slow client is watched, in milliseconds: longer than the local host's limit in these tests. */
const watched = 2_500;

/** @returns what becomes of a client that sends the beginning of a request, and no more. */
const stall = async (server: ServerProcess, beginning: string): Promise<Seen> => {
  const socket = await connectTo(server);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.write(beginning);
  const timer = new Promise((resolve) => setTimeout(resolve, watched));
  await Promise.race([once(socket, 'close'), timer]);
  return answer === '' && !socket.destroyed ? 'no answer until the fault ends' : statusIn(answer);
};

const slow =
  (beginning: string): Fault['provoke'] =>
  async (report) => {
    const server = await begin(report);
    const stalled = stall(server, beginning);
    await lookAround(server, report);
    report.seen('the client', await stalled);
    await lookAround(server, report);
  };

const head = `PUT /v1/dataset HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nIf-Match: *\r\nContent-Type: application/json\r\n`;

const abortUpload: Fault['provoke'] = async (report) => {
  const server = await begin(report);
  const body = JSON.stringify(edition(2));
  for (const share of [0, 0.5, 0.99]) {
    const socket = await connectTo(server);
    socket.on('error', () => {});
    const sent = body.slice(0, body.length * share);
    await new Promise((done) =>
      socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${sent}`, done),
    );
    socket.destroy();
    await once(socket, 'close');
  }
  await lookAround(server, report);
};

const abortDump: Fault['provoke'] = async (report) => {
  const server = await begin(report);
  for (let n = 0; n < 20; n++) {
    const socket = await connectTo(server);
    socket.on('error', () => {});
    socket.write('GET /v1/dump HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'readable');
    socket.destroy();
  }
  await lookAround(server, report);
};

const thousand = 1000;

const idle: Fault['provoke'] = async (report) => {
  const server = await begin(report);
  const sockets: Socket[] = [];
  for (let n = 0; n < thousand; n += 50) {
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => connectTo(server)))));
  }
  for (const socket of sockets) socket.on('error', () => {});
  await lookAround(server, report);
  for (const socket of sockets) socket.destroy();
  await lookAround(server, report);
};

const pipelining: Fault['provoke'] = async (report) => {
  const server = await begin(report);
  const paths = [
    '/healthz',
    '/v1/takeaways/first-1',
    '/v1/topics',
    '/v1/takeaways/none',
    '/v1/meta',
  ];
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n`);
  const answers = await exchange(server, `${requests.join('\r\n')}Connection: close\r\n\r\n`);
  const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
  expect(statuses).toEqual(['200', '200', '200', '404', '200']);
  report.seen('the client', '200');
  await lookAround(server, report);
};

const mebibyte = 1024 * 1024;

const oversized =
  (request: string): Fault['provoke'] =>
  async (report) => {
    const server = await begin(report);
    const answer = exchange(server, request).then(
      statusIn,
      () => 'a connection that is cut' as const,
    );
    report.seen('the client', await answer);
    await lookAround(server, report);
  };

const oversizedBody: Fault['provoke'] = async (report) => {
  const server = await begin(report);
  const response = fetch(`${server.url}/v1/dataset`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'if-match': '*',
      'content-type': 'application/json',
    },
    body: ' '.repeat(11 * mebibyte),
  });
  report.seen('the client', await finish(response));
  await lookAround(server, report);
};

const both = ['localHost', 'spin'] as const;
const unharmed = { others: ['200'] } as const;

const clientFault = (
  fault: string,
  provoke: Fault['provoke'],
  client: readonly Seen[] = [],
  note?: string,
): Fault => ({
  chapter: 'clients',
  fault,
  clients: { ...(client.length > 0 && { 'the client': client }), ...unharmed },
  after: ['the old revision'],
  on: both,
  provoke,
  ...(note && { note }),
});

const spinHasNoLimit = 'Spin sets no limit to a client: put a proxy that does before it';

export const clientFaults: readonly Fault[] = [
  clientFault(
    'A client stops in the middle of its headers',
    slow('GET /v1/takeaways HTTP/1.1\r\nHost: a\r\nX-Slow'),
    ['408', 'no answer until the fault ends'],
    spinHasNoLimit,
  ),
  clientFault(
    'A client stops in the middle of a body',
    slow(`${head}Content-Length: 5000\r\n\r\n{"takeaways":[`),
    ['408', 'no answer until the fault ends'],
    spinHasNoLimit,
  ),
  clientFault('Clients go away in the middle of an upload', abortUpload),
  clientFault('Clients go away in the middle of a dump', abortDump),
  clientFault('A thousand connections are idle', idle),
  clientFault('A client sends five requests at once over one connection', pipelining, ['200']),
  clientFault(
    'A header of 1 MiB',
    oversized(
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(mebibyte)}\r\nConnection: close\r\n\r\n`,
    ),
    ['431', 'a connection that is cut'],
  ),
  clientFault(
    'A URL of 1 MiB',
    oversized(`GET /?q=${'x'.repeat(mebibyte)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
    ['414', '431', 'a connection that is cut'],
  ),
  clientFault(
    'Fifteen hundred parameters',
    oversized(
      `GET /v1/takeaways?${'a=1&'.repeat(1500)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    ),
    ['400', '414'],
  ),
  clientFault('A body of 11 MiB', oversizedBody, ['413', 'a connection that is cut']),
];
