/** Publish tokens out of a real OpenBao, by Spin's provider for Vault, with runtimes/spin/vault.toml. */

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { OpenBao, openBaoIsMissing, openBaoVersion } from '../../../harness/openbao.js';
import { RedisProcess, redisIsMissing, redisVersion } from '../../../harness/redis.js';
import { spin as runtime, SpinProcess } from '../../../harness/spin.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { describeWith } from '../../support/describe-with.js';
import { publishRenamed, token } from '../../support/publishing.js';

/** @returns the path of a copy of runtimes/spin/vault.toml for this server and token */
const configFor = (bao: OpenBao, spinsToken: string): string => {
  const path = join(temporaryDirectory(), 'vault.toml');
  const text = readFileSync('runtimes/spin/vault.toml', 'utf8');
  for (const part of ['"http://127.0.0.1:8200"', 'token = ""']) expect(text).toContain(part);
  writeFileSync(
    path,
    text.replace('http://127.0.0.1:8200', bao.url).replace('token = ""', `token = "${spinsToken}"`),
  );
  return path;
};

const declareTests = () => {
  let bao: OpenBao;
  let spin: SpinProcess;
  let spinsToken: string;
  const startSpin = async (): Promise<void> => {
    spinsToken = await bao.tokenToRead('takeaways');
    spin = await SpinProcess.start({
      args: ['--runtime-config-file', configFor(bao, spinsToken)],
      // Providers come in the order of the file: the environment first.
      env: { SPIN_VARIABLE_LOG_LEVEL: 'debug' },
    });
  };
  /** What publishing answers to a token. */
  const ask = (given: string): Promise<Response> =>
    spin.fetch('/v1/revisions', {
      headers: { authorization: `Bearer ${given}` },
      signal: AbortSignal.timeout(10_000),
    });
  const expectReading = async () => {
    for (const path of ['/v1/takeaways?q=wasm', '/readyz'])
      expect((await spin.fetch(path, { signal: AbortSignal.timeout(10_000) })).status).toBe(200);
  };
  const expectUnavailable = async () => {
    const answer = await ask(token);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ type: '/problems/token-unavailable' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectReading();
  };

  beforeAll(async () => {
    bao = await OpenBao.start();
    await startSpin();
  });
  afterAll(async () => {
    await spin?.stop();
    await bao?.kill();
  });
  beforeEach(() => bao.write('takeaways/publish_token', token));

  it('publishing is off while there is no such secret', async () => {
    await bao.delete('takeaways/publish_token');
    const answer = await ask(token);
    expect(await answer.json()).toMatchObject({ type: '/problems/publishing-off' });
    await expectReading();
  });

  it('publishing takes the token that is in OpenBao, and no other', async () => {
    expect((await ask('another')).status).toBe(401);
    expect((await ask(token)).status).toBe(200);
    expect((await publishRenamed(spin, 'Published by a token of OpenBao')).status).toBe(200);
    expect(spin.output).toContain('"audit":"publish"');
    expect(spin.output).not.toContain(token);
    expect(spin.output).not.toContain(spinsToken);
  });

  it('a rotation takes effect at the next request, without a restart and without a gap', async () => {
    await bao.write('takeaways/publish_token_previous', token);
    await bao.write('takeaways/publish_token', 'the-token-after');
    expect((await ask(token)).status).toBe(200);
    expect((await ask('the-token-after')).status).toBe(200);
    await bao.delete('takeaways/publish_token_previous');
    expect((await ask(token)).status).toBe(401);
    expect((await ask('the-token-after')).status).toBe(200);
  });

  it('variables in the environment come before OpenBao', async () => {
    await bao.write('takeaways/log_level', 'error');
    await expectReading();
    expect(spin.output).toContain('"msg":"request"');
  });

  describe('reading goes on, and publishing answers 503,', () => {
    it('while a version of a secret is deleted, which Spin takes for a failure', async () => {
      await bao.write('takeaways/publish_token_previous', 'the-token-before');
      await bao.deleteVersion('takeaways/publish_token_previous');
      await expectUnavailable();
      await bao.delete('takeaways/publish_token_previous');
      expect((await ask(token)).status).toBe(200);
    });

    it('while OpenBao is sealed', async () => {
      await bao.seal();
      await expectUnavailable();
      await bao.unseal();
      await bao.write('takeaways/publish_token', token);
      expect((await ask(token)).status).toBe(200);
    });

    it('while OpenBao is away', async () => {
      await bao.kill();
      await expectUnavailable();
      await bao.serve();
      await expectUnavailable(); // It starts sealed.
      await bao.unseal();
      await bao.write('takeaways/publish_token', token);
      expect((await ask(token)).status).toBe(200);
    });

    it('when the token that Spin has is revoked, until Spin has another', async () => {
      await bao.revoke(spinsToken);
      await expectUnavailable();
      await spin.stop();
      await startSpin();
      expect((await ask(token)).status).toBe(200);
    });
  });

  describe.skipIf(!redisVersion)(`over Redis${redisVersion ? '' : ` (${redisIsMissing})`}`, () => {
    const startOver = async (redis: RedisProcess, args: readonly string[]) => {
      const spin = await SpinProcess.start({ args });
      onTestFinished(async () => {
        await spin.stop();
        await redis.kill();
      });
      expect((await spin.fetch('/readyz')).status).toBe(200);
      return spin;
    };

    // Before it connects to a host, Spin resolves every variable, because the hosts in a manifest may contain any.
    it('by redis_url, reading answers 503 while OpenBao is sealed', async () => {
      const redis = await RedisProcess.start();
      const spin = await startOver(redis, [
        ...['--runtime-config-file', configFor(bao, spinsToken)],
        ...['--variable', `redis_url=${redis.url}`, '--variable', `redis_host=${redis.host}`],
      ]);
      await bao.seal();
      expect((await spin.fetch('/readyz')).status).toBe(503);
      await bao.unseal();
      await bao.write('takeaways/publish_token', token);
      expect((await spin.fetch('/readyz')).status).toBe(200);
    });

    it('by the runtime configuration, reading goes on', async () => {
      const redis = await RedisProcess.start();
      const config = configFor(bao, spinsToken);
      appendFileSync(config, `[key_value_store.default]\ntype = "redis"\nurl = "${redis.url}"\n`);
      const spin = await startOver(redis, ['--runtime-config-file', config]);
      await bao.seal();
      expect((await spin.fetch('/readyz')).status).toBe(200);
      await bao.unseal();
    });
  });

  it('reading goes on while OpenBao hangs', async () => {
    bao.signal('SIGSTOP');
    await expectReading();
    const asked = ask(token); // Spin has no timeout: it waits.
    await expectReading();
    bao.signal('SIGCONT');
    expect((await asked).status).toBe(200);
  });
};

if (openBaoVersion) {
  describeWith(runtime, `runtimes/spin/vault.toml, with ${openBaoVersion}`, declareTests);
} else {
  describe.skip(`runtimes/spin/vault.toml (${openBaoIsMissing})`, declareTests);
}
