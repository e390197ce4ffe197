import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisVersion } from '../../harness/redis.js';
import { freePort } from '../../lib/free-port.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  redisVersion
    ? ['redis-cli', 'redis-check-rdb'].filter((name) => !findProgram(name))
    : ['redis-server'],
  'Run: apt-get install redis-server',
);
const scripts = resolve('k8s/components/redis');

/** The scripts of the component redis, run as its container runs them, by Debian's Redis. */
describe.skipIf(skipped)(`The shared store${skipped}`, () => {
  let directory: string;
  let environment: NodeJS.ProcessEnv;
  let port: number;
  let stops: (() => Promise<void>)[];

  beforeEach(async () => {
    directory = temporaryDirectory();
    port = await freePort();
    stops = [];
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    const alias = (name: string, command: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\nexec ${command}\n`, { mode: 0o755 });
    alias('valkey-server', `redis-server "$@" --port ${port} --bind 127.0.0.1`);
    alias('valkey-cli', `redis-cli -p ${port} "$@"`);
    alias('valkey-check-rdb', 'redis-check-rdb "$@"');
    const path = `${bin}${delimiter}${process.env.PATH}`;
    environment = { ...process.env, PATH: path, REDISCLI_AUTH: 'correct-horse' };
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
  });

  /** Starts Redis, and waits until it accepts connections. */
  const start = async () => {
    const options = { cwd: directory, env: environment };
    const child = spawn('sh', [join(scripts, 'start.sh')], options);
    const ended = once(child, 'exit');
    stops.push(async () => {
      child.kill();
      await ended;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (/Ready to accept connections/.test(line)) break;
    }
    return { child, ended };
  };

  /** Runs a command like in the container. */
  const run = (command: string, args: readonly string[], input?: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const options = { cwd: directory, env: environment, encoding: 'buffer' as const };
      const child = execFile(command, args, options, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
      child.stdin?.end(input);
    });

  const redis = async (...args: string[]) =>
    String(await run('valkey-cli', ['-e', ...args])).trim();

  it('does not start without a password, and names the Secret', async () => {
    environment = { ...environment, REDISCLI_AUTH: '' };
    await expect(run('sh', [join(scripts, 'start.sh')])).rejects.toThrow(
      'The Secret takeaways-redis has no password',
    );
  });

  it('requires the password, which is not in the process list', async () => {
    const { child } = await start();
    expect(await redis('ping')).toBe('PONG');
    expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).not.toContain('correct-horse');

    environment = { ...environment, REDISCLI_AUTH: 'wrong' };
    await expect(redis('ping')).rejects.toThrow();
  });

  it('persists writes within five seconds, and keeps them when it is killed', async () => {
    const { child, ended } = await start();
    await redis('set', 'pointer', 'new');
    const saved = Date.now() + 10_000;
    while (!existsSync(join(directory, 'dump.rdb')) && Date.now() < saved) await redis('ping');
    child.kill('SIGKILL');
    await ended;

    await start();
    expect(await redis('get', 'pointer')).toBe('new');
  });

  it('restores a backup', async () => {
    const { ended } = await start();
    await redis('set', 'pointer', 'old');
    const backup = await run('valkey-cli', ['--rdb', '-']);
    await redis('set', 'pointer', 'new');

    await run('sh', [join(scripts, 'restore.sh')], backup);
    await ended;
    await start();
    expect(await redis('get', 'pointer')).toBe('old');
  });

  it('refuses an invalid backup, and keeps running', async () => {
    await start();
    await redis('set', 'pointer', 'new');
    const restored = run('sh', [join(scripts, 'restore.sh')], Buffer.from('no backup'));
    await expect(restored).rejects.toThrow();
    expect(await redis('get', 'pointer')).toBe('new');
  });
});
