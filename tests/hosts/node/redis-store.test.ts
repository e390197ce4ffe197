/** The server over a real Redis: during and after outages, and shared with Spin. */

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ContainerServer } from '../../../harness/node.js';
import { RedisProcess, redisIsMissing, redisVersion } from '../../../harness/redis.js';
import { spin as runtime, SpinProcess } from '../../../harness/spin.js';
import { runSuite } from '../../../harness/suite.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { describeWith } from '../../support/describe-with.js';
import { publishRenamed, token } from '../../support/publishing.js';
import { copyRuntimeConfig } from '../../support/runtime-config.js';

const startRedis = async (): Promise<RedisProcess> => {
  const redis = await RedisProcess.start();
  onTestFinished(() => redis.kill());
  return redis;
};
const startServer = async (store: string): Promise<ContainerServer> => {
  const server = await ContainerServer.start({
    env: { TAKEAWAYS_STORE: store, TAKEAWAYS_PUBLISH_TOKEN: token },
  });
  onTestFinished(async () => void (await server.stop()));
  return server;
};

type Server = Pick<ContainerServer, 'fetch'>;

/** Requests a path with a timeout shorter than that for Redis. */
const ask = (server: Server, path: string) =>
  server.fetch(path, { signal: AbortSignal.timeout(1500) });

const revisionOf = async (server: Server): Promise<string> =>
  schemas.Meta.parse(await (await server.fetch('/v1/meta')).json()).revision;

const publish = async (server: ContainerServer | SpinProcess, name: string): Promise<void> => {
  expect((await publishRenamed(server, name)).status).toBe(200);
};

const expectOutage = async (server: Server): Promise<void> => {
  for (const path of ['/readyz', '/v1/takeaways']) {
    const response = await ask(server, path);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ type: '/problems/store-unavailable' });
  }
  expect((await ask(server, '/healthz')).status).toBe(200);
};

describe.skipIf(!redisVersion)(redisVersion ?? `Redis (${redisIsMissing})`, () => {
  it.each(['e2e', 'publishing'] as const)('serves the suite %s', async (suite) => {
    const server = await startServer((await startRedis()).url);
    const { passed, failed } = await runSuite(suite, server.url, token);
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(suite === 'e2e' ? 300 : 10);
  });

  it('recovers from an outage, answering 503 immediately meanwhile', async () => {
    const redis = await startRedis();
    const server = await startServer(redis.url);
    const before = await revisionOf(server);
    await redis.kill();
    await expectOutage(server);
    await redis.start();
    await server.logged(({ msg }) => msg === 'Redis is available again');
    expect((await ask(server, '/readyz')).status).toBe(200);
    expect(await revisionOf(server)).toBe(before);
  });

  it('may start after the server', async () => {
    const redis = await startRedis();
    await redis.kill();
    const server = await startServer(redis.url);
    await expectOutage(server);
    await redis.start();
    await server.logged(({ msg }) => msg === 'Redis is available again');
    expect((await ask(server, '/readyz')).status).toBe(200);
  });

  it('may accept connections without answering; the server still answers 503', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const server = await startServer(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    await expectOutage(server);
    expect(await server.stop()).toMatchObject({ code: 0 });
    silent.close();
  });

  it('keeps its password out of the log', async () => {
    const { host } = await startRedis();
    const server = await startServer(`redis://:not-for-the-log@${host}`);
    await expectOutage(server);
    const { stdout, stderr } = await server.stop();
    expect(stdout + stderr).not.toContain('not-for-the-log');
  });

  describeWith(runtime, 'is shared with Spin', () => {
    it('which serves what the server has published, and vice versa', async () => {
      const { url } = await startRedis();
      const server = await startServer(url);
      await publish(server, 'By the server');
      const spin = await SpinProcess.start({
        args: [
          ...['--variable', `publish_token=${token}`],
          ...['--runtime-config-file', copyRuntimeConfig('redis.toml', { url })],
        ],
      });
      onTestFinished(async () => void (await spin.stop()));
      expect(await revisionOf(spin)).toBe(await revisionOf(server));
      await publish(spin, 'By Spin');
      expect(await revisionOf(server)).toBe(await revisionOf(spin));
      expect(await (await ask(server, '/v1/topics')).text()).toContain('By Spin');
    });
  });
});
