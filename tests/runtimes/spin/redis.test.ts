/** Two Spin processes over one Redis, with both configurations. */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createClient } from '@redis/client';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readAbout, readDataset } from '../../../curation/read-dataset.js';
import { bundleComponent } from '../../../engine/bundle.js';
import { RedisProcess, redisIsMissing, redisVersion } from '../../../harness/redis.js';
import { spin as runtime, SpinProcess } from '../../../harness/spin.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { componentizeGuest } from '../../support/componentize.js';
import { describeWith } from '../../support/describe-with.js';
import { publishRenamed as publish, token } from '../../support/publishing.js';
import { copyRuntimeConfig } from '../../support/runtime-config.js';

const publishToken = ['--variable', `publish_token=${token}`];

/** The options that make Spin use Redis. */
type Configuration = (redis: RedisProcess) => readonly string[];
const byRuntimeConfig: Configuration = ({ url }) => [
  '--runtime-config-file',
  copyRuntimeConfig('redis.toml', { url }),
];
const byVariable: Configuration = ({ url, host }) => [
  ...['--variable', `redis_url=${url}`],
  ...['--variable', `redis_host=${host}`],
];

const startRedis = async (): Promise<RedisProcess> => {
  const redis = await RedisProcess.start();
  onTestFinished(() => redis.kill());
  return redis;
};

const startSpin = async (
  redis: RedisProcess,
  configuration: Configuration,
  from?: string,
): Promise<SpinProcess> => {
  const spin = await SpinProcess.start({
    ...(from && { from }),
    args: [...publishToken, ...configuration(redis)],
  });
  onTestFinished(async () => void (await spin.stop()));
  return spin;
};

const ask = (spin: SpinProcess, path: string) =>
  spin.fetch(path, { signal: AbortSignal.timeout(5_000) });

const dump = async (spin: SpinProcess): Promise<string> => {
  const response = await ask(spin, '/v1/dump');
  expect(response.status).toBe(200);
  return response.text();
};

const meta = async (spin: SpinProcess) =>
  schemas.Meta.parse(await (await ask(spin, '/v1/meta')).json());

const clientOf = ({ url }: RedisProcess) =>
  createClient({ url, socket: { reconnectStrategy: false } });

const withClient = async <T>(
  redis: RedisProcess,
  use: (client: ReturnType<typeof clientOf>) => Promise<T>,
): Promise<T> => {
  const client = clientOf(redis);
  client.on('error', () => {}); // Redis may be killed.
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
};

const keysOf = (redis: RedisProcess): Promise<string[]> =>
  withClient(redis, async (client) => (await client.keys('*')).sort());

/** @returns a manifest whose component has a newer dataset, with a changed name of a topic. */
const newerManifest = async (): Promise<string> => {
  const folder = join(temporaryDirectory(), 'data');
  cpSync('data', folder, { recursive: true });
  const edit = (file: string, from: string, to: string) => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };
  const { version } = readAbout();
  edit('dataset.json', `"version": ${version}`, `"version": ${version + 1}`);
  edit('topics.json', '"name": "', '"name": "Newer ');

  mkdirSync('dist/guests', { recursive: true });
  const script = 'dist/guests/newer-dataset.js';
  writeFileSync(
    script,
    await bundleComponent('src/component.ts', { version: '0.0.0-newer', folder }),
  );
  const component = resolve(await componentizeGuest(script));
  const manifest = join(temporaryDirectory(), 'spin.toml');
  writeFileSync(
    manifest,
    readFileSync('spin.toml', 'utf8').replace(
      'source = "dist/takeaways.wasm"',
      `source = ${JSON.stringify(component)}`,
    ),
  );
  return manifest;
};

const describeWithBoth = (name: string, declare: () => void) =>
  redisVersion
    ? describeWith(runtime, `${name}, ${redisVersion}`, declare)
    : describe.skip(`${name} (${redisIsMissing})`, declare);

describeWithBoth('two Spin processes over one Redis', () => {
  describe.each([
    ['by a runtime configuration', byRuntimeConfig],
    ['by the variable redis_url', byVariable],
  ] as const)('%s', (_, configuration) => {
    it('seed it correctly with twenty concurrent first requests', async () => {
      const single = await startRedis();
      const expected = await dump(await startSpin(single, configuration));
      const keys = await keysOf(single);

      const redis = await startRedis();
      const spins = await Promise.all([
        startSpin(redis, configuration),
        startSpin(redis, configuration),
      ]);
      const dumps = await Promise.all(
        spins.flatMap((spin) => Array.from({ length: 10 }, () => dump(spin))),
      );
      expect(dumps).toHaveLength(20);
      expect(new Set(dumps)).toEqual(new Set([expected]));
      expect(await keysOf(redis)).toEqual(keys);
    });

    it('immediately serve what the other one has published', async () => {
      const redis = await startRedis();
      const one = await startSpin(redis, configuration);
      const other = await startSpin(redis, configuration);
      for (const [publisher, reader] of [
        [one, other],
        [other, one],
      ] as const) {
        const name = `Published by ${publisher.url}`;
        expect((await publish(publisher, name)).status).toBe(200);
        expect(await dump(reader)).toContain(name);
      }
    });

    describe('of which one has an older dataset', () => {
      let newer: string;
      beforeAll(async () => {
        newer = await newerManifest();
      });

      it('never return to it, whichever starts first', async () => {
        const redis = await startRedis();
        const old = await startSpin(redis, configuration);
        const { version } = readAbout();
        expect(await meta(old)).toMatchObject({ dataset_version: version });

        const recent = await startSpin(redis, configuration, newer);
        // Readers seldom publish the newer bundled dataset; the probe, which comes before them, always does.
        expect((await ask(recent, '/readyz')).status).toBe(200);
        expect(await meta(recent)).toMatchObject({ dataset_version: version + 1 });
        const current = await dump(recent);
        expect(current).toContain('"name":"Newer ');

        const restarted = await startSpin(redis, configuration);
        for (const spin of [old, restarted, recent, old]) {
          expect((await ask(spin, '/readyz')).status).toBe(200);
          expect(await dump(spin)).toBe(current);
          expect(await meta(spin)).toMatchObject({ dataset_version: version + 1 });
        }
      });
    });
  });

  it('share a store with both configurations', async () => {
    const redis = await startRedis();
    const one = await startSpin(redis, byRuntimeConfig);
    const other = await startSpin(redis, byVariable);
    expect((await publish(one, 'Published by the one')).status).toBe(200);
    expect(await dump(other)).toBe(await dump(one));
    expect((await publish(other, 'Published by the other')).status).toBe(200);
    expect(await dump(one)).toContain('Published by the other');
  });

  const expectUnavailable = async (spin: SpinProcess) => {
    for (const path of ['/v1/takeaways', '/readyz', '/v1/meta']) {
      const response = await ask(spin, path);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ type: '/problems/store-unavailable' });
    }
    expect((await ask(spin, '/healthz')).status).toBe(200);
  };

  it('answer 503 if Redis is killed during a publication, and recover with a complete revision', async () => {
    const redis = await startRedis();
    const publisher = await startSpin(redis, byVariable);
    const other = await startSpin(redis, byVariable);
    const spins = [publisher, other];
    let served = await dump(publisher);
    let nameServed = readDataset().topics[0]?.name ?? '';
    let interrupted = 0;

    for (let attempt = 0; attempt < 5; attempt++) {
      const keys = (await keysOf(redis)).length;
      const name = `Attempt ${attempt}`;
      const next = served.replace(`"name":"${nameServed}"`, `"name":"${name}"`);
      expect(next).not.toBe(served);
      const publishing = publish(publisher, name);
      await withClient(redis, async (client) => {
        while ((await client.dbSize()) < keys + 5);
        await redis.kill();
      });
      const { status, headers } = await publishing;
      await Promise.all(spins.map(expectUnavailable));

      await redis.start();
      const [now = '', ...others] = await Promise.all(spins.map(dump));
      expect(others).toEqual([now]);
      if (status === 200) expect(now).toBe(next);
      else {
        expect(status).toBe(503);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        // The pointer may have moved or not before the failure; either revision must be complete.
        expect([served, next]).toContain(now);
      }
      if (now === served) interrupted++;
      else [served, nameServed] = [next, name];
      expect((await ask(other, '/readyz')).status).toBe(200);
    }
    expect(interrupted).toBeGreaterThan(0);

    expect((await publish(other, 'At last')).status).toBe(200);
    expect(await dump(publisher)).toContain('At last');
  });

  it('start without Redis, and are ready as soon as it is available', async () => {
    const redis = await startRedis();
    await redis.kill();
    const spin = await startSpin(redis, byVariable);
    await expectUnavailable(spin);
    await redis.start();
    expect((await ask(spin, '/readyz')).status).toBe(200);
  });

  it('can connect only to redis_host', async () => {
    const redis = await startRedis();
    const spin = await startSpin(redis, ({ url }) => ['--variable', `redis_url=${url}`]);
    await expectUnavailable(spin);
    expect(spin.output).toContain(`destination not allowed: redis://${redis.host}`);
    expect(spin.output).not.toContain('battery');
  });

  // Documented in runtimes/README.md. If this fails, Spin has fixed it; update the document.
  it('hang while Redis is down, with the runtime configuration', async () => {
    const redis = await startRedis();
    const spin = await startSpin(redis, byRuntimeConfig);
    await dump(spin);
    await redis.kill();
    await expect(ask(spin, '/v1/takeaways')).rejects.toThrow('timeout');
    await expect(ask(spin, '/readyz')).rejects.toThrow('timeout');
    expect((await ask(spin, '/healthz')).status).toBe(200);
  });
});
