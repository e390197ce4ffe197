/** Both stores pass the store contract; the SQLite depends on the version of Node. */
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { afterAll, beforeAll, describe } from 'vitest';
import { RedisProcess, redisIsMissing, redisVersion } from '../../../harness/redis.js';
import type { OpenStore } from '../../../hosts/key-value.js';
import { openRedis } from '../../../hosts/node/redis-store.js';
import { findSqlite, openSqlite } from '../../../hosts/node/sqlite-store.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { describeKeyValueStore } from '../../store/store-contract.js';

/** @returns the stores for the contract, all on the same data. */
const opened = async (open: () => Promise<OpenStore>) => {
  const stores = [await open()];
  return {
    store: stores[0]?.store ?? (await open()).store,
    reopen: async () => {
      const another = await open();
      stores.push(another);
      return another.store;
    },
    close: () => {
      for (const { close } of stores) close();
    },
  };
};

const { name } = await findSqlite();
describeKeyValueStore(`SQLite (${name})`, () => {
  const path = join(temporaryDirectory(), 'takeaways.db');
  return opened(() => openSqlite(path));
});

describe.skipIf(!redisVersion)(redisVersion ?? `Redis (${redisIsMissing})`, () => {
  let redis: RedisProcess;
  beforeAll(async () => {
    redis = await RedisProcess.start();
  });
  afterAll(() => redis.kill());

  describeKeyValueStore(
    'Redis',
    async () => {
      const client = await createClient({ url: redis.url }).connect();
      await client.flushAll();
      client.destroy();
      return opened(() => openRedis(redis.url, () => {}));
    },
    { runs: 20 },
  );
});
