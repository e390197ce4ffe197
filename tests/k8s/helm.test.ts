/** The Helm chart on a real API server: installed, upgraded and uninstalled. */
import type { KubernetesObject, V1Deployment } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Cluster } from '../../harness/control-plane/cluster.js';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { chart, helm } from '../../harness/control-plane/helm.js';
import { output } from '../../harness/control-plane/kubectl.js';
import { missingForOperator } from '../../harness/control-plane/operator.js';
import { findProgram } from '../../lib/programs.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig') ?? '';
const programs = [
  ...missingPrograms,
  ...missingForOperator,
  ...(findProgram('helm') ? [] : ['helm']),
];
const missing = kubeconfig === '' || programs.length > 0;
const skipped = skipReason(programs, 'Run: .ci/install-kubernetes && .ci/install-landscape helm');

const namespace = 'takeaways-helm';

describe.skipIf(missing)(`The Helm chart on a cluster with SpinKube${skipped}`, () => {
  const cluster = new Cluster(kubeconfig);
  const run = async (...args: readonly string[]) =>
    output(await helm([...args, '--namespace', namespace], kubeconfig));
  const executor = async () =>
    JSON.parse(
      output(
        await cluster.kubectl([
          ...['get', 'spinappexecutor', 'containerd-shim-spin', '-n', namespace, '-o', 'json'],
        ]),
      ),
    ).spec.deploymentConfig;

  beforeAll(() => run('install', 'takeaways', chart, '--create-namespace'));
  afterAll(async () => {
    output(await cluster.kubectl(['delete', 'namespace', namespace, '--timeout=120s']));
  });

  it('installs the executor before the app, which becomes a Deployment', async () => {
    const deployment = await cluster.until<V1Deployment>(
      `/apis/apps/v1/namespaces/${namespace}/deployments`,
      ({ metadata }) => metadata?.name === 'takeaways',
    );
    expect(deployment.spec?.template.spec?.runtimeClassName).toBe('wasmtime-spin-v2');
    expect(await executor()).not.toHaveProperty('otel');
  });

  it('upgrades to other values', async () => {
    const values = ['--set', 'otel.enabled=true,autoscaling.by=hpa'];
    await run('upgrade', 'takeaways', chart, ...values);
    expect(await executor()).toHaveProperty('otel');
    await cluster.until<KubernetesObject>(
      `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
      ({ metadata }) => metadata?.name === 'takeaways',
    );
  });

  // Helm deletes the executor first; the operator lets it go after the app, and tries that ever less often.
  it('leaves nothing behind', { timeout: 240_000 }, async () => {
    await run('uninstall', 'takeaways', '--wait', '--timeout', '150s');
    const kinds = 'spinapps,spinappexecutors,deployments,services,networkpolicies,secrets,hpa,pdb';
    // What the operator made for the app is collected after the app.
    await vi.waitFor(async () => {
      const left = await cluster.kubectl(['get', kinds, '-n', namespace, '--output=name']);
      expect(output(left)).toBe('');
    }, 60_000);
  });
});
