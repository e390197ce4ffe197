import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { bundleServer } from '../../engine/node-bundle.js';
import { freePort } from '../../lib/free-port.js';
import type { Artefact, Contender } from '../contender.js';
import { bundledPackages } from '../surface/bundled-packages.js';
import { systemCalls } from '../surface/system-calls.js';
import { containerState } from '../workspace/clean-up.js';
import { launch } from '../workspace/processes.js';
import { containerVariables, giveToUser, image, imageBuild, readImage } from './image.js';
import { bytesBelow, firstLine, firstMissing } from './prerequisites.js';

const rootfs = 'dist/container/rootfs';

/** The part of `runc spec`'s configuration that is used here. */
const specSchema = z.looseObject({
  process: z.looseObject({}),
  mounts: z.array(z.looseObject({})),
  linux: z.looseObject({
    resources: z.looseObject({}).default({}),
    namespaces: z.array(z.looseObject({ type: z.string() })),
  }),
});

/**
 * The same handler in a container started by runc: read-only, in all namespaces except the network's. Without the
 * daemon, snapshot and network of a container engine, it starts faster than in any cluster.
 */
export const container: Contender = {
  id: 'container',
  title: 'Node container (runc)',
  kind: 'service',
  isolation: 'shared process',
  missing: () =>
    firstMissing([
      { program: 'runc', add: 'Install runc (Debian: apt-get install runc)' },
      { file: rootfs, add: imageBuild },
      { file: image, add: imageBuild },
    ]) ?? (process.getuid?.() === 0 ? undefined : 'runc requires root. Run the bench as root.'),
  version: () => firstLine('runc', '--version'),
  start: async (options) => {
    const { workspace, state, cores } = options;
    const address = `127.0.0.1:${await freePort()}`;
    const bundle = workspace.newDirectory();
    const id = `${workspace.name}-${options.cgroup ?? address.replace(/\D/g, '')}`;
    writeSpec(bundle, {
      address,
      state,
      cgroup: join('/', workspace.name, options.cgroup ?? '', id),
      run: workspace.name,
      ...(cores ? { cores } : {}),
    });
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
    const unpacked = bytesBelow(rootfs);
    return [
      { form: 'registry', bytes: readImage().bytes },
      { form: 'disk', bytes: unpacked },
      { form: 'ready', bytes: unpacked },
    ];
  },
  interfaceFunctions: async (workspace) => {
    const bundle = workspace.newDirectory();
    execFileSync('runc', ['spec', '--bundle', bundle]);
    const { linux } = readSpec(join(bundle, 'config.json'));
    if ('seccomp' in linux) {
      throw new Error(
        'This runc sets a seccomp profile, but the bench can only count system calls without one.',
      );
    }
    return systemCalls();
  },
  packages: async (workspace) => {
    const server = join(workspace.newDirectory(), 'server.js');
    const metafile = await bundleServer(server);
    if (!readFileSync(server).equals(readFileSync(join(rootfs, 'app/server.mjs')))) {
      throw new Error(`${rootfs} is not built from the current sources. ${imageBuild}`);
    }
    const debian = readdirSync(join(rootfs, 'var/lib/dpkg/status.d'));
    return [...debian.map((name) => `deb/${name}`), 'Node', ...bundledPackages(metafile)];
  },
};

const readSpec = (file: string) => specSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Writes the bundle's config.json: the output of `runc spec` with the image's command and user. */
const writeSpec = (
  bundle: string,
  {
    address,
    state,
    cgroup,
    run,
    cores,
  }: { address: string; state: string; cgroup: string; run: string; cores?: string },
): void => {
  execFileSync('runc', ['spec', '--bundle', bundle]);
  const file = join(bundle, 'config.json');
  const spec = readSpec(file);
  const { config } = readImage();
  const set = containerVariables(address, run);
  const given = config.Env.filter((one) => !Object.keys(set).includes(one.split('=', 1)[0] ?? ''));
  writeFileSync(
    file,
    JSON.stringify({
      ...spec,
      root: { path: resolve(rootfs), readonly: true },
      process: {
        ...spec.process,
        terminal: false,
        user: giveToUser(state),
        args: [...config.Entrypoint, ...config.Cmd],
        cwd: config.WorkingDir,
        env: [...given, ...Object.entries(set).map((one) => one.join('='))],
      },
      mounts: [
        ...spec.mounts,
        { destination: '/data', type: 'bind', source: state, options: ['rbind', 'rw'] },
      ],
      linux: {
        ...spec.linux,
        cgroupsPath: cgroup,
        ...(cores ? { resources: { ...spec.linux.resources, cpu: { cpus: cores } } } : {}),
        namespaces: spec.linux.namespaces.filter(({ type }) => type !== 'network'),
      },
    }),
  );
};
