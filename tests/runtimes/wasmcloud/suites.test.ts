/** The portable component on wasmCloud; the same file runs on wasmtime. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { RedisProcess, redisIsMissing, redisVersion } from '../../../harness/redis.js';
import { runSuite } from '../../../harness/suite.js';
import { wasmcloud as runtime, WasmcloudProcess } from '../../../harness/wasmcloud.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { describeWith } from '../../support/describe-with.js';
import { publishRenamed, token } from '../../support/publishing.js';

const start = async (redis?: RedisProcess): Promise<WasmcloudProcess> => {
  const wasmcloud = await WasmcloudProcess.start({
    publishToken: token,
    ...(redis && { redisUrl: redis.url }),
  });
  onTestFinished(async () => void (await wasmcloud.stop('SIGKILL')));
  return wasmcloud;
};

const meta = async (wasmcloud: WasmcloudProcess) =>
  schemas.Meta.parse(await (await wasmcloud.fetch('/v1/meta')).json());

const passesSuites = async (wasmcloud: WasmcloudProcess) => {
  const except = Object.keys(runtime.lacks);
  const api = await runSuite('e2e', wasmcloud.url, undefined, except);
  expect(api.failed).toEqual([]);
  expect(api.passed).toBeGreaterThan(300);
  for (const name of except) {
    expect(api.skipped.filter((test) => test.startsWith(name))).not.toEqual([]);
  }
  const publishing = await runSuite('publishing', wasmcloud.url, token);
  expect(publishing.failed).toEqual([]);
  expect(publishing.passed).toBeGreaterThan(10);
};

describeWith(runtime, 'wasmCloud', () => {
  it('passes the end-to-end and publishing tests with its store in memory', async () => {
    await passesSuites(await start());
  });

  it('gets the token from a secret, and does not publish without one', async () => {
    const without = await WasmcloudProcess.start();
    onTestFinished(async () => void (await without.stop('SIGKILL')));
    expect((await publishRenamed(without, 'By nobody')).status).toBe(404);
    const wasmcloud = await start();
    expect((await publishRenamed(wasmcloud, 'By a publisher')).status).toBe(200);
    expect((await wasmcloud.fetch('/v1/revisions')).status).toBe(401);
    expect(wasmcloud.output).not.toContain(token);
  });

  describe.skipIf(!redisVersion)(redisVersion ?? `Redis (${redisIsMissing})`, () => {
    it('is shared by two hosts, which pass the end-to-end and publishing tests', async () => {
      const redis = await RedisProcess.start();
      onTestFinished(() => redis.kill());
      const [one, other] = await Promise.all([start(redis), start(redis)]);
      await passesSuites(one);
      await publishRenamed(one, 'By one of two');
      expect((await meta(other)).revision).toBe((await meta(one)).revision);
      expect((await meta(other)).origin).toBe('operator');
    });

    it('can fail and recover; the answer is 503 meanwhile', async () => {
      const redis = await RedisProcess.start();
      onTestFinished(() => redis.kill());
      const wasmcloud = await start(redis);
      await publishRenamed(wasmcloud, 'Before');
      const before = await meta(wasmcloud);
      await redis.kill();
      for (const path of ['/readyz', '/v1/takeaways']) {
        const response = await wasmcloud.fetch(path, { signal: AbortSignal.timeout(5_000) });
        expect(response.status).toBe(503);
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(await response.json()).toMatchObject({ type: '/problems/store-unavailable' });
      }
      expect((await wasmcloud.fetch('/healthz')).status).toBe(200);
      await redis.start();
      expect(await meta(wasmcloud)).toEqual(before);
    });
  });
});
