import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { bundleServer } from '../../tools/container/bundle.js';
import { containerState } from '../clean-up.js';
import type { Artefact, Contender } from '../contender.js';
import { bundledPackages } from '../packages.js';
import { launch } from '../processes.js';
import { systemCalls } from '../system-calls.js';
import { runVariable, Workspace } from '../workspace.js';
import { bytesBelow, firstLine, firstMissing } from './tools.js';

const rootfs = 'dist/container/rootfs';
const image = 'dist/container/image';
const build = 'Run: npm run build:container';

/** What we need of an OCI image layout, and of a runtime configuration as `runc spec` writes it. */
const descriptor = z.object({ digest: z.string(), size: z.number() });
const indexSchema = z.object({ manifests: z.array(descriptor).min(1) });
const manifestSchema = z.object({ config: descriptor, layers: z.array(descriptor) });
const imageSchema = z.object({
  config: z.object({
    Env: z.array(z.string()).default([]),
    Entrypoint: z.array(z.string()).default([]),
    Cmd: z.array(z.string()).default([]),
    User: z.string().default(''),
    WorkingDir: z.string().default('/'),
  }),
});
const specSchema = z.looseObject({
  process: z.looseObject({}),
  mounts: z.array(z.looseObject({})),
  linux: z.looseObject({
    resources: z.looseObject({}).default({}),
    namespaces: z.array(z.looseObject({ type: z.string() })),
  }),
});

/**
 * The same handler as a container of runc's: read-only, every namespace but the network's, and without the
 * daemon, snapshot and network that a container engine adds. It starts faster here than in any cluster.
 */
export const container: Contender = {
  id: 'container',
  title: 'Node container (runc)',
  kind: 'service',
  isolation: 'shared process',
  missing: () =>
    firstMissing([
      { program: 'runc', add: 'Install runc (Debian: apt-get install runc)' },
      { file: rootfs, add: build },
      { file: image, add: build },
    ]) ?? (process.getuid?.() === 0 ? undefined : 'runc needs root. Run the bench as root.'),
  version: () => firstLine('runc', '--version'),
  start: async (options) => {
    const { workspace, state, cores } = options;
    const address = `127.0.0.1:${await Workspace.freePort()}`;
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
    const { manifest, digestSize } = readImage();
    const layers = manifest.layers.reduce((sum, { size }) => sum + size, 0);
    const unpacked = bytesBelow(rootfs);
    return [
      { form: 'registry', bytes: digestSize + manifest.config.size + layers },
      { form: 'disk', bytes: unpacked },
      { form: 'ready', bytes: unpacked },
    ];
  },
  interfaceFunctions: async (workspace) => {
    const bundle = workspace.newDirectory();
    execFileSync('runc', ['spec', '--bundle', bundle]);
    const { linux } = readSpec(join(bundle, 'config.json'));
    if ('seccomp' in linux) {
      throw new Error('This runc sets a seccomp profile, and the bench counts only without one.');
    }
    return systemCalls();
  },
  packages: async (workspace) => {
    const server = join(workspace.newDirectory(), 'server.js');
    const metafile = await bundleServer(server);
    if (!readFileSync(server).equals(readFileSync(join(rootfs, 'app/server.mjs')))) {
      throw new Error(`${rootfs} is not made of these sources. ${build}`);
    }
    const debian = readdirSync(join(rootfs, 'var/lib/dpkg/status.d'));
    return [...debian.map((name) => `deb/${name}`), 'Node', ...bundledPackages(metafile)];
  },
};

const readSpec = (file: string) => specSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

const blob = (digest: string): unknown =>
  JSON.parse(readFileSync(join(image, 'blobs', digest.replace(':', '/')), 'utf8'));

function readImage() {
  const index = indexSchema.parse(JSON.parse(readFileSync(join(image, 'index.json'), 'utf8')));
  const digest = index.manifests[0]?.digest ?? '';
  const manifest = manifestSchema.parse(blob(digest));
  const { config } = imageSchema.parse(blob(manifest.config.digest));
  return {
    manifest,
    config,
    digestSize: statSync(join(image, 'blobs', digest.replace(':', '/'))).size,
  };
}

/** Writes the bundle's config.json: what `runc spec` proposes, with the image's command and user. */
function writeSpec(
  bundle: string,
  {
    address,
    state,
    cgroup,
    run,
    cores,
  }: { address: string; state: string; cgroup: string; run: string; cores?: string },
): void {
  execFileSync('runc', ['spec', '--bundle', bundle]);
  const file = join(bundle, 'config.json');
  const spec = readSpec(file);
  const { config } = readImage();
  const [uid = 0, gid = uid] = config.User.split(':').map(Number);
  execFileSync('chown', ['-R', `${uid}:${gid}`, state]);
  const set = {
    TAKEAWAYS_LISTEN: address,
    TAKEAWAYS_STORE: 'sqlite:/data/takeaways.db',
    [runVariable]: run,
  };
  const given = config.Env.filter((one) => !Object.keys(set).includes(one.split('=', 1)[0] ?? ''));
  writeFileSync(
    file,
    JSON.stringify({
      ...spec,
      root: { path: resolve(rootfs), readonly: true },
      process: {
        ...spec.process,
        terminal: false,
        user: { uid, gid },
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
}
