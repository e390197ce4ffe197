import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { createClient, RESP_TYPES } from '@redis/client';
import type { Log } from '../../src/log.js';
import { swapScript } from '../../src/store/redis-swap.js';
import { bufferOf, type OpenStore } from '../key-value.js';

/** For connecting, and for each command. */
const timeoutMs = 2000;

/** A connection that brings not even answers to pings for so long is dead, though nobody has closed it. */
const maxSilenceMs = 5000;

const maxRetryDelayMs = 1000;

/**
 * Opens a store in Redis with the same keys as Spin's Redis backend, so that both can share it. While Redis is down,
 * operations fail immediately, and the client reconnects in the background.
 *
 * @param log receives the start and the end of an outage
 */
export const openRedis = async (url: string, log: Log): Promise<OpenStore> => {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    pingInterval: timeoutMs / 2,
    commandOptions: { timeout: timeoutMs, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    socket: {
      connectTimeout: timeoutMs,
      socketTimeout: maxSilenceMs,
      reconnectStrategy: (retries) => Math.min(2 ** retries * 50, maxRetryDelayMs),
    },
  });
  let isDown = false;
  client.on('error', (error: Error) => {
    if (!isDown) log('error', 'Redis is unavailable', { reason: reasonOf(error) });
    isDown = true;
  });
  client.on('ready', () => {
    if (isDown) log('info', 'Redis is available again');
    isDown = false;
  });
  const settled = once(client, 'ready').catch(() => {});
  // Rejects only if the client is closed before it has connected.
  client.connect().catch(() => {});
  // A server may accept the connection but never answer.
  await Promise.race([settled, setTimeout(timeoutMs, undefined, { ref: false })]);
  return {
    store: {
      get: async (key) => (await client.get(key)) ?? undefined,
      set: async (key, value) => void (await client.set(key, bufferOf(value))),
      delete: async (key) => void (await client.del(key)),
      getMany: async (keys) =>
        keys.length === 0 ? [] : (await client.mGet([...keys])).map((value) => value ?? undefined),
      setMany: async (entries) => {
        if (entries.length === 0) return;
        await client.mSet(entries.flatMap(([key, value]) => [key, bufferOf(value)]));
      },
      deleteMany: async (keys) => {
        if (keys.length > 0) await client.del([...keys]);
      },
      swap: async (key, expected, value) => {
        const values = expected ? [value, expected] : [value];
        const options = { keys: [key], arguments: values.map(bufferOf) };
        return (await client.eval(swapScript, options)) === 1;
      },
    },
    close: () => client.destroy(),
  };
};

/** If a name has several addresses, each has its own error. */
const reasonOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(String).join(', ') : error.message;
