import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { createClient, RESP_TYPES } from '@redis/client';
import type { Log } from '../../src/log.js';
import type { OpenStore } from '../key-value.js';

/** How long Redis may take to accept a connection, or to answer a command, in milliseconds. */
const timeoutMs = 2000;

/** The longest pause between two attempts to connect, in milliseconds. */
const maxRetryDelayMs = 1000;

/**
 * Redis with the keys that Spin's Redis backend has, so that both can serve one store. While Redis is gone,
 * every operation fails at once, and the connection is tried again in the background.
 *
 * @param url `redis://` or `rediss://`
 * @param log takes the beginning and the end of an outage
 * @returns when Redis has answered, or has failed to for now
 */
export const openRedis = async (url: string, log: Log): Promise<OpenStore> => {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandOptions: { timeout: timeoutMs, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    socket: {
      connectTimeout: timeoutMs,
      reconnectStrategy: (retries) => Math.min(2 ** retries * 50, maxRetryDelayMs),
    },
  });
  let isDown = false;
  client.on('error', (error: Error) => {
    if (!isDown) log('error', 'Redis does not answer', { reason: reasonOf(error) });
    isDown = true;
  });
  client.on('ready', () => {
    if (isDown) log('info', 'Redis answers again');
    isDown = false;
  });
  const settled = once(client, 'ready').catch(() => {});
  // It fails only where the client is closed before it has ever connected.
  client.connect().catch(() => {});
  // Something may take the connection and never speak.
  await Promise.race([settled, setTimeout(timeoutMs, undefined, { ref: false })]);
  return {
    store: {
      get: async (key) => (await client.get(key)) ?? undefined,
      set: async (key, value) => void (await client.set(key, bufferOf(value))),
      delete: async (key) => void (await client.del(key)),
    },
    close: () => client.destroy(),
  };
};

/** A view: what it views may change only after the bytes are written. */
const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Of several addresses of one name, each has a reason. */
const reasonOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(String).join(', ') : error.message;
