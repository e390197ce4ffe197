/** Clients that go away, are malformed or send too much: whatever they get, it is not a server's error. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Tally } from './tally.js';

type Random = () => number;

const open = async (url: string): Promise<Socket> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port || 80), hostname);
  socket.on('error', () => {}); // The server may close it first.
  await once(socket, 'connect');
  return socket;
};

/** Asks for everything, and goes away after the first bytes. */
const abortDownload = async (url: string): Promise<undefined> => {
  const socket = await open(url);
  socket.write('GET /v1/dump HTTP/1.1\r\nHost: soak\r\n\r\n');
  await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  socket.destroy();
  return undefined;
};

/** Announces more than it sends, and goes away. */
const abortUpload = async (url: string): Promise<undefined> => {
  const socket = await open(url);
  const head =
    'PUT /v1/dataset HTTP/1.1\r\nHost: soak\r\nContent-Length: 5000\r\n\r\n{"takeaways":[';
  await new Promise((sent) => socket.write(head, sent));
  socket.destroy();
  return undefined;
};

const exchange = async (url: string, request: string): Promise<string> => {
  const socket = await open(url);
  socket.write(request);
  return text(socket).catch(() => '');
};

const malformed = (url: string): Promise<string> => exchange(url, 'GET / HTTP/1.1\nHost\r\n\r\n');

const oversized = (url: string): Promise<string> =>
  exchange(
    url,
    `GET / HTTP/1.1\r\nHost: soak\r\nX: ${'x'.repeat(100_000)}\r\nConnection: close\r\n\r\n`,
  );

const pipelined = (url: string): Promise<string> =>
  exchange(
    url,
    'GET /healthz HTTP/1.1\r\nHost: soak\r\n\r\nGET /healthz HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n',
  );

const kinds = { abortDownload, abortUpload, malformed, oversized, pipelined };

/** Sends one hostile request, and reports an answer that is a server's error. */
export const sendHostile = async (url: string, random: Random, tally: Tally): Promise<void> => {
  const names = Object.keys(kinds) as (keyof typeof kinds)[];
  const name = names[Math.floor(random() * names.length)] ?? 'malformed';
  try {
    const answer = await kinds[name](url);
    tally.done('hostile client');
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer ?? '')?.[1];
    if (status?.startsWith('5')) tally.isWrong(name, `Got ${status}.`);
    if (name === 'pipelined' && answer?.match(/HTTP\/1\.1 200/g)?.length !== 2) {
      tally.isWrong(name, `Expected two answers, got ${answer?.slice(0, 200)}.`);
    }
  } catch (error) {
    tally.error(`${name}: ${(error as Error).message}`);
  }
};
