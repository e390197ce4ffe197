import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { freePort } from '../../lib/free-port.js';
import { firstLine } from '../../lib/programs.js';
import type { Contender } from '../contender.js';
import { systemCalls } from '../surface/system-calls.js';
import { launch, parentOf, treeOf } from '../workspace/processes.js';
import type { Workspace } from '../workspace/workspace.js';
import { daemonSocket, startDaemon } from './containerd-daemon.js';
import { containerVariables, giveToUser, readImage, smallestImage } from './image.js';
import { firstMissing } from './prerequisites.js';

const programs = ['containerd', 'ctr', 'containerd-shim-runc-v2', 'runc'];
const add = 'Install containerd and runc (Debian: apt-get install containerd runc)';

const imageName = 'takeaways';

/**
 * The same image, started by containerd as an engine or a kubelet would: from a snapshot, with a shim. Isolated like
 * the container started by runc, also on the host's network. The daemon serves all containers, so it is not
 * counted; the shim is.
 */
export const containerd: Contender = {
  id: 'containerd',
  title: 'Node container (containerd)',
  kind: 'service',
  isolation: 'shared process',
  sameWarmAs: 'container',
  missing: () =>
    firstMissing([
      ...programs.map((program) => ({ program, add })),
      { file: smallestImage.layout, add: smallestImage.build },
    ]) ??
    (process.getuid?.() === 0 ? undefined : 'containerd requires root. Run the bench as root.'),
  version: () => firstLine('containerd', '--version').trim(),
  callsUnderDefaultProfile: (workspace) => callsUnderDefaultProfile(workspace),
  digests: () => ({ image: readImage(smallestImage).digest }),
  prepare: async (workspace) => {
    await startDaemon(workspace);
    const archive = join(workspace.newDirectory(), 'image.tar');
    execFileSync('tar', ['-C', smallestImage.layout, '-cf', archive, '.']);
    // The first start, which is not measured, unpacks it for the snapshotter.
    control(workspace, 'image', 'import', '--no-unpack', '--base-name', imageName, archive);
  },
  start: async (options) => {
    const { workspace, state, compileCache, cores } = options;
    const address = `127.0.0.1:${await freePort()}`;
    const directory = workspace.newDirectory();
    const id = `${workspace.name}-${options.cgroup ?? address.replace(/\D/g, '')}`;
    const pidFile = join(directory, 'pid');
    giveToUser(smallestImage, state);
    const isolation = [
      ...['--read-only', '--with-ns', 'network:/proc/self/ns/net'],
      ...capabilities.flatMap((one) => ['--cap-drop', one]),
      ...['--mount', `type=bind,src=${state},dst=/data,options=rbind:rw`],
    ];
    const command = [
      ...['ctr', ...connection(workspace), 'run', ...isolation],
      ...['--snapshotter', snapshotterFor(workspace.directory)],
      ...['--cgroup', join('/', workspace.name, options.cgroup ?? '', id)],
      ...['--runc-root', join(directory, 'runc'), '--fifo-dir', join(directory, 'fifo')],
      ...['--pid-file', pidFile, ...(cores ? ['--cpuset-cpus', cores] : [])],
      ...Object.entries(containerVariables(address, workspace.name)).flatMap((one) => [
        '--env',
        one.join('='),
      ]),
      ...[`${imageName}:latest`, id],
    ];
    // The client stays only to forward the output; it is not one of the container's processes.
    const client = launch(command, [`http://${address}`], { workspace, state, compileCache });
    return {
      ...client,
      pids: () => treeOf(shimOf(pidFile)),
      stop: async () => {
        await client.stop();
        if (!existsSync(pidFile)) return;
        // Fails if the container has ended by itself, because the client has deleted its task.
        spawnSync('ctr', [...connection(workspace), 'task', 'delete', '--force', id]);
        control(workspace, 'container', 'delete', id);
      },
    };
  },
};

/** The part of a container's description that has its seccomp profile. */
const infoSchema = z.object({
  Spec: z.object({
    linux: z.object({
      seccomp: z.object({
        syscalls: z.array(z.object({ names: z.array(z.string()), action: z.string() })),
      }),
    }),
  }),
});

/** Asks containerd for a container under its default profile, and reads which calls of this machine it allows. */
const callsUnderDefaultProfile = async (workspace: Workspace): Promise<string[]> => {
  const id = `${workspace.name}-profile`;
  control(
    workspace,
    ...['container', 'create', '--seccomp'],
    ...['--snapshotter', snapshotterFor(workspace.directory), `${imageName}:latest`, id],
  );
  try {
    const info = execFileSync('ctr', [...connection(workspace), 'container', 'info', id], {
      encoding: 'utf8',
    });
    const { syscalls } = infoSchema.parse(JSON.parse(info)).Spec.linux.seccomp;
    const allowed = syscalls.filter(({ action }) => action === 'SCMP_ACT_ALLOW');
    const here = new Set(systemCalls());
    return allowed.flatMap(({ names }) => names).filter((name) => here.has(name));
  } finally {
    control(workspace, 'container', 'delete', id);
  }
};

const connection = (workspace: Workspace): readonly string[] => [
  ...['--address', daemonSocket(workspace)],
  ...['--namespace', 'takeaways'],
];

const control = (workspace: Workspace, ...args: readonly string[]): void => {
  execFileSync('ctr', [...connection(workspace), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** The shim is the parent of the container's first process. */
const shimOf = (pidFile: string): number | undefined =>
  existsSync(pidFile) ? parentOf(Number(readFileSync(pidFile, 'utf8'))) : undefined;

/** The type in `statfs` of overlayfs, which cannot be stacked. */
const overlayType = 0x794c7630;

const snapshotterFor = (directory: string): string =>
  statfsSync(directory).type === overlayType ? 'native' : 'overlayfs';

/** Granted by containerd by default. */
const capabilities = [
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
];
