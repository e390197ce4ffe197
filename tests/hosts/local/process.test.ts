import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { HostProcess, writeManifest } from '../../../harness/local-host.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { componentizeGuest } from '../../support/componentize.js';

const manifest = async () =>
  writeManifest(await componentizeGuest('tests/hosts/local/guests/guest.js'));

// The first host prints that it transpiles the component.
beforeAll(async () => {
  await (await HostProcess.start({ from: await manifest() })).stop();
});

describe('on shutdown', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s, the host completes requests in flight',
    async (signal) => {
      const host = await HostProcess.start({ from: await manifest() });
      const slow = host.fetch('/slow');
      // When this request has been answered, the host has received the slow one.
      await host.fetch('/count');
      const ending = host.stop(signal);
      await host.logged((line) => line.msg === 'stopping');
      await expect(host.fetch('/count')).rejects.toThrow('fetch failed');
      expect(await (await slow).text()).toBe('late');
      expect(await ending).toMatchObject({ code: 0, stderr: '' });
    },
  );
});

describe('the host prints the error and the remedy, and exits with 1, if', () => {
  test('the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const args = ['--listen', `127.0.0.1:${port}`];
    const ending = await HostProcess.run({ from: await manifest(), args });
    expect(ending).toMatchObject({
      code: 1,
      stderr: `Cannot listen on 127.0.0.1:${port}: the port is in use. Choose another with --listen\n`,
    });
    server.close();
  });

  test('the component has not been built', async () => {
    const ending = await HostProcess.run({ from: writeManifest('/nowhere/a.wasm') });
    expect(ending.code).toBe(1);
    expect(ending.stderr).toMatch(/^The component \/nowhere\/a.wasm does not exist. Build it/);
  });

  test('the file is not a component', async () => {
    const ending = await HostProcess.run({ from: writeManifest('package.json') });
    expect(ending.code).toBe(1);
    expect(ending.stderr).toMatch(/package.json is not a component/);
  });

  test('the manifest is missing', async () => {
    const ending = await HostProcess.run({ from: '/nowhere/spin.toml' });
    expect(ending.code).toBe(1);
    expect(ending.stderr).toMatch(/^Cannot read \/nowhere\/spin.toml/);
  });

  test('a variable is not declared', async () => {
    const ending = await HostProcess.run({ args: ['--variable', 'nope=1'] });
    expect(ending.code).toBe(1);
    expect(ending.stderr).toMatch(/--variable nope: not declared in spin.toml/);
  });

  test('a variable allows the component to connect to a host', async () => {
    const ending = await HostProcess.run({ args: ['--variable', 'redis_host=127.0.0.1:6379'] });
    expect(ending.code).toBe(1);
    expect(ending.stderr).toBe(
      '[component.takeaways] allowed_outbound_hosts: redis://127.0.0.1:6379: the local host does not support outbound connections. Run the application with spin up\n',
    );
  });

  test('the state directory cannot be created', async () => {
    const ending = await HostProcess.run({ from: await manifest(), stateDir: '/dev/null/x' });
    expect(ending.code).toBe(1);
    expect(ending.stderr).toMatch(/Cannot open .*\/dev\/null\/x\/sqlite_key_value.db/);
  });
});

test.each([
  [['--listen', 'nonsense'], /127.0.0.1:3000/],
  [['--variable', 'nonsense'], /log_level=debug/],
  [['--nonsense'], /unknown option/],
] as const)('wrong usage, %j, exits with 2', async (args, message) => {
  const ending = await HostProcess.run({ args });
  expect(ending.code).toBe(2);
  expect(ending.stderr).toMatch(message);
});

test('--from accepts the directory of spin.toml', async () => {
  const host = await HostProcess.start({ from: join(await manifest(), '..') });
  expect((await host.fetch('/count')).status).toBe(200);
  await host.stop();
});

test('--quiet prints nothing without errors', async () => {
  const host = await HostProcess.start({ from: await manifest(), args: ['--quiet'] });
  await host.fetch('/log');
  expect(await host.stop()).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test('--listen overrides SPIN_HTTP_LISTEN_ADDR', async () => {
  const host = await HostProcess.start({
    from: await manifest(),
    env: { SPIN_HTTP_LISTEN_ADDR: '192.0.2.1:1' },
  });
  expect(host.url).toMatch(/^http:\/\/127.0.0.1:/);
  await host.stop();
});

test('the store survives a restart', async () => {
  const stateDir = temporaryDirectory();
  for (const run of [1, 2]) {
    const host = await HostProcess.start({ from: await manifest(), stateDir });
    expect(await (await host.fetch('/store')).json()).toEqual({ runs: run });
    await host.stop('SIGKILL');
  }
});

test('a component configured for Redis answers 503', async () => {
  const host = await HostProcess.start({ args: ['--variable', 'redis_url=redis://127.0.0.1'] });
  const response = await host.fetch('/v1/meta');
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ type: '/problems/store-unavailable' });
  expect(await host.logged((line) => JSON.stringify(line).includes('does not connect to Redis')));
  expect((await host.fetch('/healthz')).status).toBe(200);
  await host.stop();
});
