import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, programOf } from '../../lib/programs.js';
import { type Running, startProgram } from '../control-plane/child-process.js';
import { startControlPlane } from '../control-plane/control-plane.js';
import { kubectlFor, output } from '../control-plane/kubectl.js';
import {
  addressesOf,
  networkPlugins,
  spinShim,
  startContainerd,
  tracedRuntimes,
  tracesOf,
} from './containerd.js';
import { startKubelet, startProxy } from './kubelet.js';
import type { MemoryLimit } from './memory-limit.js';
import { type Registry, startRegistry } from './registry.js';
import { addresses, missingForSandbox, name, startSandbox } from './sandbox.js';
import { startSpinKube } from './spinkube.js';

/** The networks of pods and of Services, which this machine reaches while the node is up. */
const pods = '10.238.0.0/22';
const services = '10.0.0.0/24';

/** What has to be installed for a node, and how it is had. */
const requirements: Readonly<Record<string, string>> = {
  etcd: '.ci/install-kubernetes',
  'kube-apiserver': '.ci/install-kubernetes',
  'kube-controller-manager': '.ci/install-kubernetes',
  kubectl: '.ci/install-kubernetes',
  'spin-operator': '.ci/install-kubernetes',
  'kube-scheduler': '.ci/install-node',
  'kube-proxy': '.ci/install-node',
  kubelet: '.ci/install-node',
  containerd: '.ci/install-node',
  'containerd-shim-runc-v2': '.ci/install-node',
  runc: '.ci/install-node',
  pause: '.ci/install-node',
  crane: '.ci/install-node',
  registry: '.ci/install-node',
  nft: 'apt-get install nftables',
  openssl: 'apt-get install openssl',
  go: 'https://go.dev/dl',
  tar: 'apt-get install tar',
};

/** What this machine lacks for a node, each with how to get it. Empty: it has everything. */
export const missingForNode: readonly string[] = [
  ...Object.entries(requirements)
    .filter(([program]) => !findProgram(program))
    .map(([program, how]) => `${program} (${how})`),
  ...(existsSync(join(networkPlugins, 'bridge'))
    ? []
    : ['network plugins (apt-get install containernetworking-plugins)']),
  ...missingForSandbox,
];

const pushesSpinApps = (): boolean => {
  const { status } = spawnSync(programOf('spin'), ['registry', 'push', '--help'], {
    stdio: 'ignore',
  });
  return status === 0;
};

/** What it lacks for SpinApps on the node. */
export const missingForSpin: readonly string[] = [
  ...(findProgram(spinShim) ? [] : [`${spinShim} (https://www.spinkube.dev/docs/install)`]),
  ...(pushesSpinApps() ? [] : ['a spin with `registry push` (https://spinframework.dev/install)']),
];

/** How starts of pods are traced. */
export interface Tracing {
  /** Where each shim that is traced leaves the output of strace. */
  readonly directory: string;
  /** The runtime classes of pods that are traced. */
  readonly runtimeClasses: { readonly spin: string; readonly runc: string };
}

/** A cluster whose one node really runs pods: with runc, and with the shim for Spin where there is one. */
export interface Node {
  /** Path of a kubeconfig with all rights. */
  readonly kubeconfig: string;
  /** Where images named `registry.localhost:5000/…` are pulled from. */
  readonly registry: Registry;
  /** A directory in which a file appears for each address that a pod is given, under that name. */
  readonly addresses: string;
  /** What containerd has logged so far. */
  readonly containerdLog: readonly string[];
  /** Where the node was given less memory than this machine has. */
  readonly memory?: MemoryLimit;
  /** Where there is strace. */
  readonly tracing?: Tracing;
  /** Ends and removes everything: processes, pods, mounts, control groups, network. */
  stop(): Promise<void>;
}

/**
 * Brings up a cluster of one node on this machine, in namespaces of its own. Its pods and Services are
 * reached from here by their addresses. Ends with this process, however that ends.
 *
 * @param mebibytes of memory for the kubelet, containerd, kube-proxy and all pods together, as on a k3s agent: the
 * control plane, the operator and the registry are elsewhere; by default, all of this machine's
 * @returns the node, once it is ready
 * @throws Error if a program is missing, this process isn't root's, or such a node runs already
 */
export const startNode = async (mebibytes?: number): Promise<Node> => {
  if (missingForNode.length > 0) throw new Error(`For a node, get: ${missingForNode.join(', ')}`);
  const sandbox = await startSandbox([pods, services], mebibytes);
  const started: Pick<Running, 'stop'>[] = [];
  const stop = async (): Promise<void> => {
    await sandbox.end(); // First, because the API server waits for its clients.
    for (const part of started.reverse()) await part.stop();
    sandbox.remove();
  };

  try {
    if (sandbox.memory) forgetPrograms();
    const registry = await startRegistry(addresses.machine, sandbox.directory);
    started.push(registry);
    const containerd = await startContainerd(sandbox, pods, `http://${registry.host}`);
    const plane = await startControlPlane(addresses.machine);
    started.push(plane);
    const { kubeconfig } = plane;
    started.push(await startScheduler(kubeconfig));
    await startSpinKube(sandbox, plane);
    await startKubelet(sandbox, kubeconfig);
    await startProxy(sandbox, kubeconfig);

    const kubectl = kubectlFor(kubeconfig);
    output(await kubectl(['wait', '--for=create', `node/${name}`, '--timeout=60s']));
    output(await kubectl(['wait', '--for=condition=Ready', `node/${name}`, '--timeout=60s']));
    if (findProgram('strace')) output(await kubectl(['create', '-f-'], tracedClasses));
    return {
      kubeconfig,
      registry,
      addresses: addressesOf(sandbox),
      containerdLog: containerd.log,
      ...(sandbox.memory && { memory: sandbox.memory }),
      ...(findProgram('strace') && {
        tracing: { directory: tracesOf(sandbox), runtimeClasses: tracedRuntimes },
      }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** What of a program is in memory already would count for whoever read it first, not for the node. */
const forgetPrograms = (): void => {
  const ofNode = ['containerd', 'containerd-shim-runc-v2', 'runc', 'kubelet', 'kube-proxy'];
  for (const name of [...ofNode, spinShim]) {
    const program = findProgram(name);
    if (program) execFileSync('dd', [`if=${program}`, 'iflag=nocache', 'count=0', 'status=none']);
  }
};

/** Runtime classes that are called as their runtimes. */
const tracedClasses = Object.values(tracedRuntimes)
  .map((handler) =>
    JSON.stringify({
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: handler },
      handler,
    }),
  )
  .join('\n');

const startScheduler = (kubeconfig: string): Promise<Running> =>
  startProgram(
    findProgram('kube-scheduler') ?? 'kube-scheduler',
    [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'],
    /Starting Kubernetes Scheduler/,
  );
