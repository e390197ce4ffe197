/**
 * Has the network policies of our manifests enforced in a network of its own, and prints as JSON which flows went
 * through without and with them, and with those of the whole cluster. Runs as `unshare --net`: a bridge, a network
 * namespace and a Pod object for each member, a control plane, and kube-network-policies. Its argument is the path of
 * the definition of ClusterNetworkPolicy.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { startProgram } from '../../../harness/control-plane/child-process.js';
import { startControlPlane } from '../../../harness/control-plane/control-plane.js';
import { kubectlFor, output } from '../../../harness/control-plane/kubectl.js';
import { mixing, render } from '../../../harness/control-plane/overlays.js';
import { findProgram } from '../../../lib/programs.js';
import {
  components,
  type Flow,
  flows,
  type Member,
  members,
  type Name,
  underClusterPolicies,
} from './flows.js';
import type { Target } from './peer.js';

const node = 'node';
/** This network's own address on the bridge. */
const machine = '10.238.0.1';
const names = Object.keys(members) as Name[];
const addressOf = (name: Name): string => `10.238.0.${names.indexOf(name) + 2}`;

const run = (command: string): void => {
  const [program = '', ...args] = command.split(' ');
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
};

/** Connects this network with a new one, and starts a process there. */
const startPeer = async (name: Name): Promise<ChildProcess> => {
  const peer = spawn(
    'unshare',
    ['--net', process.execPath, '--import', 'tsx', 'tests/node/network-policies/peer.ts'],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  await once(peer, 'message');
  run(`ip link add ${name} master pods type veth peer name eth0 netns ${peer.pid}`);
  run(`ip link set ${name} up`);
  const inside = `nsenter --target=${peer.pid} --net ip`;
  run(`${inside} address add ${addressOf(name)}/24 dev eth0`);
  run(`${inside} link set eth0 up`);
  return peer;
};

/** @returns the flows that go through */
const probe = async (peers: ReadonlyMap<Name, ChildProcess>): Promise<Flow[]> => {
  const through = [...peers].map(async ([name, peer]) => {
    const own = flows.filter((flow) => flow.startsWith(`${name} >`));
    peer.send(own.map(targetOf));
    const [reached]: boolean[][] = await once(peer, 'message');
    return own.filter((_, index) => reached?.[index]);
  });
  return (await Promise.all(through)).flat().sort();
};

const targetOf = (flow: Flow): Target => {
  const [, , to, protocol, port] = flow.split(' ');
  return {
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    address: addressOf(to as Name),
    port: Number(port),
  };
};

const podOf = (name: Name) => {
  const { namespace, labels, ports = {} }: Member = members[name];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      nodeName: node,
      containers: [
        {
          name,
          image: 'registry.invalid/none', // There is no kubelet: the process was started above.
          ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
        },
      ],
    },
  };
};

/** Whether nftables can queue packets, as kube-network-policies makes it do. */
const hasQueues = (): boolean => {
  try {
    execFileSync('nft', ['-f', '-'], {
      input: 'table inet probe { chain probe { queue num 9; }; }; delete table inet probe;',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    return true;
  } catch {
    return false;
  }
};

run('ip link set lo up');
run('ip link add pods type bridge');
run(`ip address add ${machine}/24 dev pods`);
run('ip link set pods up');
writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
const peers = new Map<Name, ChildProcess>();
for (const name of names) peers.set(name, await startPeer(name));

const plane = await startControlPlane(machine);
const kubectl = kubectlFor(plane.kubeconfig);
const create = async (...objects: readonly object[]): Promise<void> => {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  output(await kubectl(['create', '-f-'], JSON.stringify(list)));
};
const namespaces = new Set<string>(names.map((name) => members[name].namespace));
for (const name of namespaces) {
  if (name !== 'kube-system')
    await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const account = ['wait', '--for=create', 'serviceaccount/default', `--namespace=${name}`];
  output(await kubectl([...account, '--timeout=60s']));
}
await create({ apiVersion: 'v1', kind: 'Node', metadata: { name: node } }, ...names.map(podOf));
for (const name of names) {
  const podIP = addressOf(name);
  const status = { phase: 'Running', podIP, podIPs: [{ ip: podIP }], hostIP: machine };
  const patch = ['patch', 'pod', name, `--namespace=${members[name].namespace}`];
  const how = ['--subresource=status', '--type=merge', `--patch=${JSON.stringify({ status })}`];
  output(await kubectl([...patch, ...how]));
}
const [, , definition = ''] = process.argv;
output(await kubectl(['create', `--filename=${definition}`]));
const kind = 'crd/clusternetworkpolicies.policy.networking.k8s.io';
output(await kubectl(['wait', kind, '--for=condition=Established', '--timeout=60s']));
const objects = await render(mixing(...components));
await create(...objects.filter(({ kind }) => kind === 'NetworkPolicy'));

const without = await probe(peers);

// Where the kernel has no queues for nftables, its older way to queue new connections does the same.
const queues = hasQueues();
if (!queues) {
  run('iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT');
  run('iptables -A FORWARD -j NFQUEUE --queue-num 100');
}
const enforcer = await startProgram(
  findProgram('kube-network-policies') ?? 'kube-network-policies',
  [
    `--kubeconfig=${plane.kubeconfig}`,
    `--hostname-override=${node}`,
    '--fail-open=false',
    '--disable-nri',
    '--metrics-bind-address=127.0.0.1:9080',
    '--v=2',
  ],
  /Policy engine is ready/,
);
// What arrives before it takes from the queue is dropped.
for (let some: Flow[] = []; some.length === 0; ) some = await probe(peers);
const enforced = await probe(peers);

/** Nothing tells when it knows of a change. @returns the flows that go through, after five tries at most */
const probeFor = async (expected: readonly Flow[]): Promise<Flow[]> => {
  let through: Flow[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    through = await probe(peers);
    if (through.join() === [...expected].sort().join()) break;
  }
  return through;
};

output(
  await kubectl([
    'apply',
    '--server-side',
    '--validate=strict',
    '-k',
    'k8s/cluster-network-policy',
  ]),
);
const inNamespace = '--namespace=takeaways';
const own = await probeFor(underClusterPolicies['its own policies']);
const everything = {
  podSelector: {},
  policyTypes: ['Ingress', 'Egress'],
  ingress: [{}],
  egress: [{}],
};
const metadata = { name: 'everything', namespace: 'takeaways' };
await create({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
  spec: everything,
});
const careless = await probeFor(underClusterPolicies['a policy that allows everything']);
output(await kubectl(['delete', 'networkpolicy', '--all', inNamespace]));
const none = await probeFor(underClusterPolicies['no policy']);
const cluster = {
  'its own policies': own,
  'a policy that allows everything': careless,
  'no policy': none,
} satisfies Record<keyof typeof underClusterPolicies, Flow[]>;

const log = enforcer.log.slice(-20);
process.stdout.write(JSON.stringify({ without, enforced, cluster, queues, log }));
// All processes end with this one. The API server would wait a minute for those that watch it.
rmSync(plane.directory, { recursive: true, force: true, maxRetries: 10 });
process.exit();
