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
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from '../../lib/programs.js';
import { makeControlGroup, removeControlGroup } from './control-groups.js';

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
const init = `set -e
directory=$1; shift
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
 * @throws Error if there is one already, or it can't be made
 */
export const startSandbox = async (routes: readonly string[]): Promise<Sandbox> => {
  if (existsSync(join('/sys/class/net', name))) {
    throw new Error(`A node runs here already: there is an interface ${name}. End it first.`);
  }
  removeRemains();
  makeControlGroup(name);
  const directory = mkdtempSync(join(tmpdir(), `${name}-`));
  const namespaces = '--mount --propagation=private --net --pid --fork --kill-child --mount-proc';
  const script = ['sh', '-c', init, 'init', directory, ...tunables];
  // Ends with this process, however that ends.
  const child = spawn(
    'setpriv',
    ['--pdeathsig=KILL', 'unshare', ...namespaces.split(' '), ...script],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
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
  const enter = ['nsenter', `--target=${first}`, '--mount', '--net', '--pid'] as const;
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
    return { enter, directory, end, remove };
  } catch (error) {
    await end();
    remove();
    throw error;
  }
};

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
