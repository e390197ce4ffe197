/** `npm run cluster:up`: creates a local cluster that runs SpinApps. */
import { Command } from 'commander';
import { apply, install, wait } from './objects.js';
import { command, runQuietly } from './program.js';
import { shim } from './shim.js';
import { exitOnFailure, requirePrograms, runSteps, type Step } from './step.js';
import { cluster, registry, versions } from './versions.js';

const download = 'https://github.com/spinframework';
const steps: readonly Step[] = [
  {
    // Installing the shim restarts its node, so it must not be the one that serves the API.
    title: 'Create the cluster: one node for the control plane, one for the apps, and a registry',
    command: command(
      `k3d cluster create ${cluster} --image rancher/k3s:${versions.k3s} --agents 1`,
      ...['--k3s-node-label', 'spin=true@agent:0'],
      ...['--registry-create', registry.inside.replace(':', ':127.0.0.1:')],
      ...['--wait', '--timeout', '5m'],
    ),
    isDone: async () => (await runQuietly(command(`k3d cluster list ${cluster}`))).ok,
  },
  install('Install cert-manager, which issues the certificate of the operator', {
    release: 'cert-manager',
    chart: 'oci://quay.io/jetstack/charts/cert-manager',
    version: versions.certManager,
    values: 'crds.enabled=true',
  }),
  install('Install runtime-class-manager, which installs the shim', {
    release: 'runtime-class-manager',
    chart: 'oci://ghcr.io/spinframework/charts/runtime-class-manager',
    version: versions.runtimeClassManager,
  }),
  apply(`Install containerd-shim-spin ${versions.shim} and its runtime class`, '-f -', shim),
  wait(
    'Wait until the shim is installed on its node',
    'wait shim/spin-v2 --for=jsonpath={.status.nodesReady}=1 --timeout=5m',
  ),
  apply(
    'Install the CRDs SpinApp and SpinAppExecutor',
    `-f ${download}/spin-operator/releases/download/v${versions.spinOperator}/spin-operator.crds.yaml`,
  ),
  install('Install spin-operator', {
    release: 'spin-operator',
    chart: 'oci://ghcr.io/spinframework/charts/spin-operator',
    version: versions.spinOperator,
  }),
  install("Install Kyverno's admission controller, which sets what a SpinApp has no field for", {
    release: 'kyverno',
    chart: 'oci://ghcr.io/kyverno/charts/kyverno',
    version: versions.kyverno,
    values: ['background', 'cleanup', 'reports']
      .map((controller) => `${controller}Controller.enabled=false`)
      .join(','),
  }),
  apply('Set how much memory Spin keeps in pods', '-k k8s/memory'),
];

const tool = new Command('cluster:up')
  .description(
    'Creates a local cluster that runs SpinApps: k3d, cert-manager, runtime-class-manager, the Spin shim,\n' +
      'spin-operator and Kyverno. Shows each step before running it, and skips completed steps.',
  )
  .option('--dry-run', 'show the steps without running them', false)
  .addHelpText(
    'after',
    '\nExamples:\n  npm run cluster:up\n  npm run cluster:up -- --dry-run\n  npm run cluster:deploy -- --overlay local',
  )
  .action(({ dryRun }: { dryRun: boolean }) =>
    exitOnFailure(async () => {
      if (!dryRun) await requirePrograms('docker', 'k3d', 'helm', 'kubectl');
      const { changed } = await runSteps(steps, dryRun);
      if (dryRun) return;
      console.log(
        changed === 0
          ? '\nThe cluster is already up. Nothing has changed.'
          : '\nThe cluster is up. Next: npm run cluster:deploy -- --overlay local',
      );
    }),
  );

await tool.parseAsync();
