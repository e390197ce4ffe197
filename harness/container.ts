import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { type Ending, ServerProcess } from './server-process.js';

const image = 'dist/container/image';
/** The user that the image names. */
const user = 65_532;

const answers = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

/** @returns why containers cannot be run here; undefined where they can. */
export const containerObstacle = (): string | undefined => {
  if (!answers('runc') || !answers('umoci')) {
    return 'no runc or no umoci on the PATH; run: apt-get install -y runc umoci';
  }
  if (process.getuid?.() !== 0) return 'runc needs root here; run the tests as root';
  return undefined;
};

/** @returns the root file system of the image, as umoci unpacks it; the same one at each call. */
export const unpackImage = (): string => {
  if (!existsSync(join(image, 'index.json'))) {
    throw new Error(`${image} does not exist. Run: npm run build:container`);
  }
  unpacked ??= join(temporaryDirectory(), 'bundle');
  if (!existsSync(unpacked)) {
    execFileSync('umoci', ['unpack', '--image', `${image}:latest`, unpacked], { stdio: 'pipe' });
  }
  return join(unpacked, 'rootfs');
};
let unpacked: string | undefined;

/**
 * The image, run by runc as a careful operator's cluster would: not root, nothing writable but /data, no
 * capabilities, no way to gain privileges, processes and mounts of its own. It shares the network, for a
 * port on the loopback interface.
 */
export class ImageContainer extends ServerProcess {
  private readonly state: string;
  private readonly id: string;

  private constructor(
    environment: Readonly<Record<string, string>>,
    args: readonly string[] = ['/bin/node', '/app/server.mjs'],
    rootfs = unpackImage(),
  ) {
    const state = temporaryDirectory();
    const id = `takeaways-${process.pid}-${count++}`;
    const bundle = temporaryDirectory();
    const data = temporaryDirectory();
    chownSync(data, user, user);
    writeFileSync(
      join(bundle, 'config.json'),
      JSON.stringify(
        containerConfiguration({
          rootfs,
          data,
          cgroupsPath: `/${id}`,
          user: { uid: user, gid: user },
          args,
          cwd: '/data',
          env: {
            TAKEAWAYS_LISTEN: '127.0.0.1:0',
            TAKEAWAYS_STORE: 'sqlite:/data/takeaways.db',
            ...environment,
          },
        }),
      ),
    );
    super(
      spawn('runc', ['--root', state, 'run', '--bundle', bundle, id], {
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    this.state = state;
    this.id = id;
  }

  /**
   * Starts a container on a free port.
   *
   * @param rootfs the image's, or another with the server in it
   * @returns when it listens
   * @throws Error with what it printed where it ends instead
   */
  static async start(
    env: Readonly<Record<string, string>> = {},
    rootfs?: string,
  ): Promise<ImageContainer> {
    const container = new ImageContainer(env, undefined, rootfs);
    return container.listening(container.loggedUrl());
  }

  /** Runs another command than the image's in a container, to its end. */
  static run(...args: string[]): Promise<Ending> {
    return new ImageContainer({}, args).ending;
  }

  /** Sends a signal to the server, and waits until the container has ended. */
  override stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    spawnSync('runc', ['--root', this.state, 'kill', this.id, signal]);
    return this.ending;
  }
}
let count = 0;

/** What differs from container to container. */
export interface ContainerOptions {
  readonly rootfs: string;
  /** The folder that is mounted on /data. */
  readonly data: string;
  readonly cgroupsPath: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The processor cores it may run on, as the kernel takes them; all by default. */
  readonly cores?: string | undefined;
}

/** @returns the configuration of a container (OCI runtime-spec 1.0). */
export const containerConfiguration = (options: ContainerOptions) => ({
  ociVersion: '1.0.2',
  process: {
    user: options.user,
    args: options.args,
    cwd: options.cwd,
    env: Object.entries(options.env).map(([name, value]) => `${name}=${value}`),
    capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] },
    noNewPrivileges: true,
  },
  root: { path: options.rootfs, readonly: true },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
    { destination: '/data', type: 'bind', source: options.data, options: ['bind', 'rw', 'nosuid'] },
  ],
  linux: {
    cgroupsPath: options.cgroupsPath,
    ...(options.cores && { resources: { cpu: { cpus: options.cores } } }),
    namespaces: ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type })),
    maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/sysrq-trigger'],
    readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys'],
  },
});
