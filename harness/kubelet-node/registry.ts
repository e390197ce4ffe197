import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../lib/programs.js';
import { startProgram } from '../control-plane/child-process.js';

const run = promisify(execFile);

/** A registry of images, without encryption. */
export interface Registry {
  /** Its host and port. */
  readonly host: string;
  /** Copies the one image of an OCI layout to a name and tag in the registry. */
  push(layout: string, reference: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a registry with the image of the process that holds a pod's namespaces.
 *
 * @param address that it listens at
 * @param directory for its files
 * @throws Error if registry, crane or pause is missing
 */
export const startRegistry = async (address: string, directory: string): Promise<Registry> => {
  const crane = findProgram('crane') ?? 'crane';
  const config = join(directory, 'registry.yaml');
  const storage = { filesystem: { rootdirectory: join(directory, 'registry') } };
  const settings = { version: '0.1', storage, http: { addr: `${address}:0` } };
  writeFileSync(config, JSON.stringify(settings));
  const program = findProgram('registry') ?? 'registry';
  const listening = /listening on ([\d.]+:\d+)/;
  const registry = await startProgram(program, ['serve', config], listening);
  const host = listening.exec(registry.log.join('\n'))?.[1] ?? '';
  await pushPause(crane, host, directory);
  return {
    host,
    push: async (layout, reference) => {
      await run(crane, ['push', '--insecure', layout, `${host}/${reference}`]);
    },
    stop: registry.stop,
  };
};

const pushPause = async (crane: string, host: string, directory: string): Promise<void> => {
  const root = join(directory, 'pause');
  mkdirSync(root);
  copyFileSync(findProgram('pause') ?? 'pause', join(root, 'pause'));
  const layer = `${root}.tar`;
  execFileSync('tar', ['-cf', layer, '-C', root, '--owner=0', '--group=0', 'pause']);
  const image = `${host}/pause:3.10.1`;
  await run(crane, ['append', '--insecure', `--new_layer=${layer}`, `--new_tag=${image}`]);
  const platform = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const changes = [`--set-platform=${platform}`, '--entrypoint=/pause', '--user=65535:65535'];
  await run(crane, ['mutate', '--insecure', image, ...changes, `--tag=${image}`]);
};
