import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../lib/programs.js';
import { type Running, startProgram } from '../control-plane/child-process.js';
import { socket } from './containerd.js';
import type { MemoryLimit } from './memory-limit.js';
import { addresses, name, type Sandbox } from './sandbox.js';

/**
 * Starts a kubelet, which joins the cluster as a node and runs the pods that are bound to it.
 *
 * @param kubeconfig path of the file that names the cluster
 * @throws Error, with the end of its log, if it doesn't serve
 */
export const startKubelet = (sandbox: Sandbox, kubeconfig: string): Promise<Running> => {
  const directory = join(sandbox.directory, 'kubelet');
  mkdirSync(directory);
  const config = join(directory, 'config.json');
  writeFileSync(config, JSON.stringify(configuration(directory, sandbox.memory)));
  return startInSandbox(
    sandbox,
    'kubelet',
    [
      `--config=${config}`,
      `--kubeconfig=${kubeconfig}`,
      `--root-dir=${directory}`,
      `--cert-dir=${directory}`,
      `--hostname-override=${name}`,
      `--node-ip=${addresses.node}`,
    ],
    /Started kubelet/,
  );
};

/** Starts kube-proxy, which makes the addresses of Services lead to pods, in the node and through it. */
export const startProxy = (sandbox: Sandbox, kubeconfig: string): Promise<Running> => {
  return startInSandbox(
    sandbox,
    'kube-proxy',
    [
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${name}`,
      '--proxy-mode=nftables',
      '--conntrack-max-per-core=0', // Leaves a setting of the whole machine as it is.
      '--masquerade-all',
    ],
    /Starting endpoint slice config controller/,
  );
};

const startInSandbox = (
  sandbox: Sandbox,
  program: string,
  args: readonly string[],
  serving: RegExp,
): Promise<Running> => {
  const [enter, ...more] = sandbox.enterAsNode;
  return startProgram(enter, [...more, findProgram(program) ?? program, ...args], serving);
};

const configuration = (directory: string, memory?: MemoryLimit) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  address: addresses.node,
  authentication: { anonymous: { enabled: false }, webhook: { enabled: false } },
  authorization: { mode: 'AlwaysAllow' }, // Of those who authenticate: nobody.
  cgroupDriver: 'cgroupfs',
  cgroupRoot: `/${name}`,
  containerRuntimeEndpoint: `unix://${socket}`,
  // By default a disk that is 85 % full, which tests nothing of ours, evicts every pod.
  evictionHard: {
    // k3s, which runs on nodes that small, sets no such threshold.
    ...(memory ? {} : { 'memory.available': '100Mi' }),
    'nodefs.available': '1%',
    'imagefs.available': '1%',
  },
  failCgroupV1: false,
  failSwapOn: false,
  healthzPort: 0,
  maxPods: 500,
  podLogsDir: join(directory, 'logs'),
  registerWithTaints: [],
  resolvConf: '',
});
