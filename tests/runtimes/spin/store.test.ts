/** Spin and the local host share a file: each serves what the other has stored. */

import { expect, it, onTestFinished } from 'vitest';
import { HostProcess } from '../../../harness/local-host.js';
import { spin as runtime, SpinProcess } from '../../../harness/spin.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { describeWith } from '../../support/describe-with.js';
import { publishRenamed, token } from '../../support/publishing.js';

const args = ['--quiet', '--variable', `publish_token=${token}`];

type Server = HostProcess | SpinProcess;
const local = (stateDir: string): Promise<Server> => HostProcess.start({ stateDir, args });
const spin = (stateDir: string): Promise<Server> => SpinProcess.start({ stateDir, args });

const start = async (
  server: (stateDir: string) => Promise<Server>,
  stateDir: string,
): Promise<Server> => {
  const started = await server(stateDir);
  onTestFinished(async () => void (await started.stop()));
  return started;
};

const publish = async (server: Server, name: string) => {
  const response = await publishRenamed(server, name);
  expect(response.status).toBe(200);
  return await dump(server);
};

const dump = async (server: Server) => {
  const response = await server.fetch('/v1/dump');
  expect(response.status).toBe(200);
  return await response.text();
};

describeWith(runtime, 'the store', () => {
  it.each([
    ['the local host', 'Spin', local, spin],
    ['Spin', 'the local host', spin, local],
  ] as const)('written by %s is served by %s', async (_, __, writer, reader) => {
    const stateDir = temporaryDirectory();
    const first = await start(writer, stateDir);
    const written = await publish(first, 'Written by the first');
    expect(written).toContain('Written by the first');
    await first.stop();
    expect(await dump(await start(reader, stateDir))).toBe(written);
  });

  it('is shared while both run: each immediately serves what the other publishes', async () => {
    const stateDir = temporaryDirectory();
    const [host, real] = [await start(local, stateDir), await start(spin, stateDir)];
    expect(await dump(real)).toBe(await dump(host));
    await publish(host, 'By the host');
    expect(await dump(real)).toContain('By the host');
    await publish(real, 'By Spin');
    expect(await dump(host)).toContain('By Spin');
  });
});
