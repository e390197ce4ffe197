import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleServer } from '../../engine/node-bundle.js';
import { containerConfiguration } from '../../harness/container.js';
import { freePort } from '../../lib/free-port.js';
import { firstLine } from '../../lib/programs.js';
import type { Artefact, Contender } from '../contender.js';
import { bundledPackages } from '../surface/bundled-packages.js';
import { systemCalls } from '../surface/system-calls.js';
import { containerState } from '../workspace/clean-up.js';
import { launch } from '../workspace/processes.js';
import {
  containerVariables,
  giveToUser,
  type Image,
  readImage,
  smallestImage,
  typicalImage,
} from './image.js';
import { bytesBelow, firstMissing } from './prerequisites.js';

interface Containers extends Pick<Contender, 'id' | 'title'> {
  readonly image: Image;
}

/**
 * The same handler in a container started by runc: read-only, in all namespaces except the network's. Without the
 * daemon, snapshot and network of a container engine, it starts faster than in any cluster.
 */
const startedByRunc = ({ id: contender, title, image }: Containers): Contender => ({
  id: contender,
  title,
  kind: 'service',
  isolation: 'shared process',
  missing: () =>
    firstMissing([
      { program: 'runc', add: 'Install runc (Debian: apt-get install runc)' },
      { file: image.rootfs, add: image.build },
      { file: image.layout, add: image.build },
    ]) ?? (process.getuid?.() === 0 ? undefined : 'runc requires root. Run the bench as root.'),
  version: () => firstLine('runc', '--version'),
  digests: () => ({ image: readImage(image).digest }),
  start: async (options) => {
    const { workspace, state, cores } = options;
    const address = `127.0.0.1:${await freePort()}`;
    const bundle = workspace.newDirectory();
    const id = `${workspace.name}-${options.cgroup ?? address.replace(/\D/g, '')}`;
    const { config } = readImage(image);
    const configuration = containerConfiguration({
      rootfs: resolve(image.rootfs),
      data: state,
      cgroupsPath: join('/', workspace.name, options.cgroup ?? '', id),
      user: giveToUser(image, state),
      args: [...config.Entrypoint, ...config.Cmd],
      cwd: config.WorkingDir,
      env: {
        ...Object.fromEntries(config.Env.map((one) => one.split(/=(.*)/s, 2))),
        ...containerVariables(address, workspace.name),
      },
      cores,
    });
    writeFileSync(join(bundle, 'config.json'), JSON.stringify(configuration));
    const root = containerState(workspace);
    const command = ['runc', '--root', root, 'run', '--bundle', bundle, id];
    const instance = launch(command, [`http://${address}`], options);
    return {
      ...instance,
      stop: async () => {
        if (existsSync(join(root, id))) {
          execFileSync('runc', ['--root', root, 'kill', id, 'KILL'], { stdio: 'ignore' });
        }
        await instance.stop();
        execFileSync('runc', ['--root', root, 'delete', '--force', id], { stdio: 'ignore' });
      },
    };
  },
  artefacts: async (): Promise<Artefact[]> => {
    const { bytes } = readImage(image);
    const unpacked = bytesBelow(image.rootfs);
    return [
      { form: 'registry', bytes },
      { form: 'registry-gzip', bytes },
      { form: 'disk', bytes: unpacked },
      { form: 'ready', bytes: unpacked },
    ];
  },
  // Its configuration has no seccomp profile, so it may make all system calls; containerd has the one of clusters.
  interfaceFunctions: async () => systemCalls(),
  packages: async (workspace) => {
    const server = join(workspace.newDirectory(), 'server.js');
    const metafile = await bundleServer(server);
    if (!readFileSync(server).equals(readFileSync(join(image.rootfs, 'app/server.mjs')))) {
      throw new Error(`${image.rootfs} is not built from the current sources. ${image.build}`);
    }
    return [...debianPackages(image.rootfs), 'JavaScript engine', ...bundledPackages(metafile)];
  },
});

/** The smallest image that its users would make. */
export const container = startedByRunc({
  id: 'container',
  title: 'Node container (runc)',
  image: smallestImage,
});

/** What a Dockerfile from a stock Debian slim image gives. */
export const typicalContainer: Contender = {
  ...startedByRunc({
    id: 'container-typical',
    title: 'Node on Debian slim (runc)',
    image: typicalImage,
  }),
  sameWarmAs: 'container',
};

/** Packages of images without and with a package manager. */
const debianPackages = (rootfs: string): string[] => {
  const folder = join(rootfs, 'var/lib/dpkg/status.d');
  if (existsSync(folder)) return readdirSync(folder).map((name) => `deb/${name}`);
  const status = readFileSync(join(rootfs, 'var/lib/dpkg/status'), 'utf8');
  return [...status.matchAll(/^Package: (.+)$/gm)].map(([, name]) => `deb/${name}`);
};
