import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from '../../lib/programs.js';
import { makeControlGroup, removeControlGroup } from './control-groups.js';
import { limitMemory, type MemoryLimit } from './memory-limit.js';

/** What the node's network interface and control group on this machine are called. */
export const name = 'takeaways-node';

/** The two ends of the cable between this machine and the node. */
export const addresses = { machine: '10.237.0.1', node: '10.237.0.2' } as const;

// What a kubelet sets for the whole machine. In the node it writes to copies, and the machine keeps its own.
const tunables = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];

// The node's first process. It reaps what others leave behind, and all that runs in the node ends with it.
// A kubelet takes MemTotal for the node's memory, and the root of the control groups for what the node uses.
const init = `set -e
directory=$1 kibibytes=$2 accounting=$3; shift 3
if [ "$kibibytes" ]; then
  umount "$accounting"
  mount -t cgroup -o memory memory "$accounting"
  sed "s/^MemTotal:.*/MemTotal: $kibibytes kB/" /proc/meminfo > "$directory/meminfo"
  mount --bind "$directory/meminfo" /proc/meminfo
fi
mount -t tmpfs tmpfs /run
mkdir -p /run/netns "$directory/var" "$directory/work"
mount -t overlay overlay -o "lowerdir=/var,upperdir=$directory/var,workdir=$directory/work" /var
for tunable in "$@"; do
  copy=$directory/$(basename "$tunable")
  cat "/proc/sys/$tunable" > "$copy"
  mount --bind "$copy" "/proc/sys/$tunable"
done
ip link set lo up
echo 1 > /proc/sys/net/ipv4/ip_forward
echo ready
while :; do sleep infinity & wait $!; done`;

/** What this machine lacks for a sandbox, each with how to get it. Empty: it has everything. */
export const missingForSandbox: readonly string[] = [
  ...(process.platform === 'linux' && process.getuid?.() === 0
    ? []
    : ['the rights of root on Linux']),
  ...Object.entries({
    ip: 'iproute2',
    mount: 'mount',
    nsenter: 'util-linux',
    setpriv: 'util-linux',
    unshare: 'util-linux',
  })
    .filter(([program]) => !findProgram(program))
    .map(([program, source]) => `${program} (apt-get install ${source})`),
];

/** A machine within this one: namespaces of mounts, processes and network. */
export interface Sandbox {
  /** The command that runs in the sandbox what follows it. */
  readonly enter: readonly [string, ...string[]];
  /** The same for what belongs to the node: where memory is limited, that of the command counts. */
  readonly enterAsNode: readonly [string, ...string[]];
  /** Where the node has less memory than this machine. */
  readonly memory?: MemoryLimit;
  /** A directory that is removed with the sandbox. */
  readonly directory: string;
  /** Ends every process in the sandbox. */
  end(): Promise<void>;
  /** Removes what the sandbox was made of, once it has ended. */
  remove(): void;
}

/**
 * Makes a sandbox, with a cable to this machine. Needs root.
 *
 * @param routes the networks that are reached through it
 * @param mebibytes of memory for what enters as the node, with all that it starts; by default, all of this machine's
 * @throws Error if there is one already, or it can't be made
 */
export const startSandbox = async (
  routes: readonly string[],
  mebibytes?: number,
): Promise<Sandbox> => {
  if (existsSync(join('/sys/class/net', name))) {
    throw new Error(`A node runs here already: there is an interface ${name}. End it first.`);
  }
  removeRemains();
  const memory = mebibytes === undefined ? undefined : limitMemory(name, mebibytes);
  makeControlGroup(name);
  const directory = mkdtempSync(join(tmpdir(), `${name}-`));
  const namespaces = '--mount --propagation=private --net --pid --fork --kill-child --mount-proc';
  const sees = memory ? [`${memory.mebibytes * 1024}`, dirname(memory.group)] : ['', ''];
  const script = ['sh', '-c', init, 'init', directory, ...sees, ...tunables];
  // A namespace of control groups has as its root the group that it was made in.
  const [program = '', ...args] = [
    ...(memory ? joining(memory.group) : []),
    // Ends with this process, however that ends.
    ...['setpriv', '--pdeathsig=KILL', 'unshare', ...(memory ? ['--cgroup'] : [])],
    ...[...namespaces.split(' '), ...script],
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let complaints = '';
  child.stderr.on('data', (data) => {
    complaints += data;
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (line !== 'ready') {
    removeRemains();
    throw new Error(`No namespaces or mounts could be made. Run as root, on Linux. ${complaints}`);
  }
  const first = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'));
  const enter = [
    ...(['nsenter', `--target=${first}`, '--mount', '--net', '--pid'] as const),
    ...(memory ? ['--cgroup'] : []),
  ] as const;
  const enterAsNode = [...enter, ...(memory ? joining(memory.own) : [])] as const;
  // Keeps the network, and so this machine's address in it, until others have said goodbye.
  const held = openSync(`/proc/${first}/ns/net`, 'r');
  const end = async (): Promise<void> => {
    process.kill(first, 'SIGKILL');
    await ended; // The kernel ends all others in the namespace before the first.
  };
  const remove = (): void => {
    if (existsSync(join('/sys/class/net', name))) ip(`link delete ${name}`);
    closeSync(held);
    removeRemains();
  };

  try {
    ip(`link add ${name} type veth peer name eth0 netns ${first}`);
    ip(`address add ${addresses.machine}/30 dev ${name}`);
    ip(`link set ${name} up`);
    for (const route of routes) ip(`route add ${route} via ${addresses.node}`);
    ip(`address add ${addresses.node}/30 dev eth0`, enter);
    ip('link set eth0 up', enter);
    ip(`route add default via ${addresses.machine}`, enter);
    return { enter, enterAsNode, directory, end, remove, ...(memory && { memory }) };
  } catch (error) {
    await end();
    remove();
    throw error;
  }
};

/** @returns the command that runs what follows it in a control group. */
const joining = (group: string): readonly string[] => [
  'sh',
  '-c',
  `echo 0 > ${group}/cgroup.procs && exec "$@"`,
  'sh',
];

// Also of a node whose process was killed.
const removeRemains = (): void => {
  removeControlGroup(name);
  for (const entry of readdirSync(tmpdir())) {
    if (entry.startsWith(`${name}-`)) rmSync(join(tmpdir(), entry), { recursive: true });
  }
};

const ip = (command: string, enter: readonly string[] = []): void => {
  const [program = 'ip', ...args] = [...enter, 'ip', ...command.split(' ')];
  execFileSync(program, args);
};
