import { Connection, type Parameter, type Result } from 'fermyon:spin/redis@2.0.0';
import { drop } from '../drop.js';
import type { ScalableStore } from './lazy-store.js';
import { swapScript } from './redis-swap.js';

/**
 * Opens Redis through Spin's outbound interface. It uses the same keys as Spin's own key-value store over
 * Redis. Unlike that store, which blocks requests for minutes while it reconnects, it fails at once when
 * Redis is down and recovers with it.
 *
 * @param url for example `redis://user:password@host:6379/0`; the manifest must allow connections to the host
 * @returns a store over one connection
 * @throws if Redis does not answer or the host is not allowed
 */
export const openRedisStore = (url: string): ScalableStore => {
  const connection = Connection.open(url);
  const execute = (command: string, parameters: readonly (string | Uint8Array)[]): Result[] =>
    connection.execute(command, parameters.map(parameterOf));
  return {
    get: (key) => connection.get(key) ?? undefined,
    set: (key, value) => connection.set(key, value),
    delete: (key) => void connection.del([key]),
    getMany: (keys) =>
      keys.length === 0
        ? []
        : execute('MGET', keys).map(({ tag, val }) => (tag === 'binary' ? val : undefined)),
    setMany: (entries) => {
      if (entries.length > 0) execute('MSET', entries.flat());
    },
    deleteMany: (keys) => {
      if (keys.length > 0) connection.del(keys);
    },
    swap: (key, expected, value) => {
      const state = expected ? [expected] : [];
      const [done] = execute('EVAL', [swapScript, '1', key, value, ...state]);
      return done?.tag === 'int64' && Number(done.val) === 1;
    },
    close: () => drop(connection),
  };
};

const encoder = new TextEncoder();

const parameterOf = (value: string | Uint8Array): Parameter => ({
  tag: 'binary',
  val: typeof value === 'string' ? encoder.encode(value) : value,
});
