import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { firstLine } from '../../lib/programs.js';
import type { Contender } from '../contender.js';
import { launch, parentOf, treeOf } from '../workspace/processes.js';
import { Workspace } from '../workspace/workspace.js';
import { daemonSocket, startDaemon } from './containerd-daemon.js';
import { containerVariables, giveToUser, image, imageBuild } from './image.js';
import { firstMissing } from './prerequisites.js';

const programs = ['containerd', 'ctr', 'containerd-shim-runc-v2', 'runc'];
const add = 'Install containerd and runc (Debian: apt-get install containerd runc)';

/** The name that the image is imported by. */
const imageName = 'takeaways';

/**
 * The same image as containerd starts it for an engine or a kubelet: a snapshot of the unpacked image, and a
 * shim that stays beside the container. As isolated as the container of runc's, and on the host's network too.
 * The daemon runs before and serves all containers, so it belongs to the machine as a kubelet does: only the
 * shim is among a container's processes.
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
      { file: image, add: imageBuild },
    ]) ?? (process.getuid?.() === 0 ? undefined : 'containerd needs root. Run the bench as root.'),
  version: () => firstLine('containerd', '--version').trim(),
  prepare: async (workspace) => {
    await startDaemon(workspace);
    const archive = join(workspace.newDirectory(), 'image.tar');
    execFileSync('tar', ['-C', image, '-cf', archive, '.']);
    // The first start unpacks it, for the snapshotter that is used: it is none of those that are measured.
    control(workspace, 'image', 'import', '--no-unpack', '--base-name', imageName, archive);
  },
  start: async (options) => {
    const { workspace, state, compileCache, cores } = options;
    const address = `127.0.0.1:${await Workspace.freePort()}`;
    const directory = workspace.newDirectory();
    const id = `${workspace.name}-${options.cgroup ?? address.replace(/\D/g, '')}`;
    const pidFile = join(directory, 'pid');
    giveToUser(state);
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
    // The client is nobody's helper: it stays to show what the container prints.
    const client = launch(command, [`http://${address}`], { workspace, state, compileCache });
    return {
      ...client,
      pids: () => treeOf(shimOf(pidFile)),
      stop: async () => {
        await client.stop();
        if (!existsSync(pidFile)) return;
        // Where the container ended by itself, the client has deleted its task.
        spawnSync('ctr', [...connection(workspace), 'task', 'delete', '--force', id]);
        control(workspace, 'container', 'delete', id);
      },
    };
  },
};

const connection = (workspace: Workspace): readonly string[] => [
  ...['--address', daemonSocket(workspace)],
  ...['--namespace', 'takeaways'],
];

const control = (workspace: Workspace, ...args: readonly string[]): void => {
  execFileSync('ctr', [...connection(workspace), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** The parent of a container's first process. */
const shimOf = (pidFile: string): number | undefined =>
  existsSync(pidFile) ? parentOf(Number(readFileSync(pidFile, 'utf8'))) : undefined;

/** `statfs` says so of an overlay file system, on which no other can be laid. */
const overlayType = 0x794c7630;

const snapshotterFor = (directory: string): string =>
  statfsSync(directory).type === overlayType ? 'native' : 'overlayfs';

/** What containerd gives a container by default. */
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
