import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from '../../lib/programs.js';
import { type Running, startProgram } from '../control-plane/child-process.js';
import type { Sandbox } from './sandbox.js';

/** Where Debian has the programs that give pods their network. */
export const networkPlugins = '/usr/lib/cni';

/** The program that runs a pod of a SpinApp. */
export const spinShim = 'containerd-shim-spin-v2';

/** The names of the runtimes that run a shim, and all that it starts, under strace. */
export const tracedRuntimes = { spin: 'spin-traced', runc: 'runc-traced' } as const;

/** The system calls that they trace. */
const tracedCalls = 'execve,openat,mmap,mprotect,listen';

/** Where containerd listens, in the sandbox. */
export const socket = '/run/containerd/containerd.sock';

/** The registry's name in references to images, as in the overlays. */
const registryName = 'registry.localhost:5000';

/** The image of the process that holds a pod's namespaces. */
const pauseImage = `${registryName}/pause:3.10.1`;

/**
 * Starts containerd in a sandbox: with runc, with the shim for Spin, and with a bridge for the pods.
 *
 * @param pods the pods' network
 * @param registry base URL of the registry that all images come from
 * @throws Error, with the end of its log, if it doesn't serve
 */
export const startContainerd = async (
  sandbox: Sandbox,
  pods: string,
  registry: string,
): Promise<Running> => {
  const directory = join(sandbox.directory, 'containerd');
  const config = join(directory, 'config.toml');
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  mkdirSync(tracesOf(sandbox), { recursive: true });
  write(config, configuration(directory));
  write(join(directory, 'registries', registryName, 'hosts.toml'), `server = "${registry}"\n`);
  write(join(directory, 'networks/10-pods.conflist'), JSON.stringify(podNetwork(directory, pods)));
  mkdirSync(addressesOf(sandbox), { recursive: true });
  const [enter, ...args] = sandbox.enter;
  execFileSync(enter, [...args, 'sh', '-c', makeBridge]);
  const [program, ...more] = sandbox.enterAsNode;
  const command = [findProgram('containerd') ?? 'containerd', '--config', config];
  // As on a node, whatever the environment here: the shim for Spin panics whenever containerd asks it about itself, and
  // collecting the backtrace would take longer than half of its start.
  const environment = { RUST_BACKTRACE: '0' };
  return startProgram(
    program,
    [...more, ...command],
    /containerd successfully booted/,
    environment,
  );
};

/** @returns the directory with a trace for each shim that a traced runtime has started */
export const tracesOf = (sandbox: Sandbox): string => join(sandbox.directory, 'containerd/traces');

/** @returns the directory with a file for each address that a pod has, which is its name */
export const addressesOf = (sandbox: Sandbox): string =>
  join(sandbox.directory, 'containerd/addresses/pods');

// Who looks for a pod's address before the pod is there looks again soon, instead of a second later.
const makeBridge =
  'ip link add pods type bridge && echo 20 > /proc/sys/net/ipv4/neigh/pods/retrans_time_ms';

/**
 * containerd waits until nobody has the output of a shim's start open, which strace would inherit: so it has none, and
 * what the shim says about where it listens is passed on. Where containerd asks a shim about itself, strace ends with it.
 */
const writeTracer = (directory: string, name: string, shim: string): string => {
  const path = join(directory, `${name}.sh`);
  const trace = `strace -D -f --seccomp-bpf -ttt -q -e trace=${tracedCalls} -o "${directory}/traces/$$"`;
  writeFileSync(
    path,
    `#!/bin/sh
for last; do :; done
[ "$last" != -info ] || exec ${trace} "${shim}" "$@"
[ "$last" = start ] || exec "${shim}" "$@"
address=$(${trace} "${shim}" "$@" 2>/dev/null) || exit
printf %s "$address"
`,
  );
  chmodSync(path, 0o755);
  return path;
};

const configuration = (directory: string): string => `version = 3
root = "${directory}/root"
state = "/run/containerd"
[grpc]
address = "${socket}"
[plugins."io.containerd.cri.v1.images"]
snapshotter = "overlayfs"
[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = "${pauseImage}"
[plugins."io.containerd.cri.v1.images".registry]
config_path = "${directory}/registries"
[plugins."io.containerd.cri.v1.runtime"]
restrict_oom_score_adj = true # A root without CAP_SYS_RESOURCE may run this.
[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = ["${networkPlugins}"]
conf_dir = "${directory}/networks"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
runtime_path = "${findProgram('containerd-shim-runc-v2')}"
options = { BinaryName = "${findProgram('runc')}" }
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${tracedRuntimes.runc}]
runtime_type = "io.containerd.runc.v2"
runtime_path = "${writeTracer(directory, tracedRuntimes.runc, findProgram('containerd-shim-runc-v2') ?? '')}"
options = { BinaryName = "${findProgram('runc')}" }
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${tracedRuntimes.spin}]
runtime_type = "io.containerd.spin.v2"
runtime_path = "${writeTracer(directory, tracedRuntimes.spin, findProgram(spinShim) ?? spinShim)}"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.spin]
runtime_type = "io.containerd.spin.v2"
runtime_path = "${findProgram(spinShim) ?? spinShim}"
`;

const podNetwork = (directory: string, subnet: string) => ({
  cniVersion: '1.0.0',
  name: 'pods',
  plugins: [
    {
      type: 'bridge',
      bridge: 'pods',
      isGateway: true,
      hairpinMode: true,
      ipam: {
        type: 'host-local',
        dataDir: join(directory, 'addresses'),
        ranges: [[{ subnet }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
  ],
});
