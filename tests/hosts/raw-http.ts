import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** Opens a TCP connection to a server. */
export const connectTo = async ({ url }: { readonly url: string }): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
};

/** Sends raw bytes and reads until the server closes the connection. */
export const exchange = async (
  server: { readonly url: string },
  request: string,
): Promise<string> => {
  const socket = await connectTo(server);
  socket.write(request);
  return text(socket);
};

/** Sends a GET request and disconnects as soon as the response starts. */
export const disconnectDuring = async (
  server: { readonly url: string },
  path: string,
  ...headers: readonly string[]
): Promise<void> => {
  const socket = await connectTo(server);
  socket.write([`GET ${path} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n'));
  await once(socket, 'readable');
  socket.destroy();
};
