/** A private containerd for one run. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runVariable, type Workspace } from '../workspace/workspace.js';

export const daemonSocket = (workspace: Workspace): string =>
  join(directoryIn(workspace), 'containerd.sock');

/**
 * Starts the daemon and waits until it serves. Shims always put their sockets below /run, so daemon and shims get
 * a private /run in a mount namespace, which disappears with the last of them.
 *
 * @throws Error with the end of its log if it ends
 */
export const startDaemon = async (workspace: Workspace): Promise<void> => {
  workspace.requireOpen();
  const directory = directoryIn(workspace);
  const config = join(directory, 'config.toml');
  mkdirSync(directory);
  writeFileSync(config, configuration(directory));
  const hideRun = 'mount -t tmpfs tmpfs /run && exec "$@"';
  const child = spawn(
    'unshare',
    ['--mount', 'sh', '-c', hideRun, 'sh', 'containerd', '--config', config],
    {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH, [runVariable]: workspace.name },
    },
  );
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (data: Buffer) => {
      log = (log + data).slice(-4000);
      if (log.includes('containerd successfully booted')) resolve();
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`containerd exited: ${log}`)));
  });
};

const directoryIn = (workspace: Workspace): string => join(workspace.directory, 'containerd');

/** Disables the plugins for the kubelet, and those that write outside the directory. */
const configuration = (directory: string): string => `version = 2
root = "${directory}/root"
state = "${directory}/state"
disabled_plugins = [
  "io.containerd.grpc.v1.cri",
  "io.containerd.cri.v1.images",
  "io.containerd.cri.v1.runtime",
  "io.containerd.podsandbox.controller.v1.podsandbox",
  "io.containerd.internal.v1.opt",
  "io.containerd.nri.v1.nri",
]
[grpc]
address = "${directory}/containerd.sock"
`;
