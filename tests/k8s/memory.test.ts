/**
 * The policy that sets Spin's memory variable on pods: its expressions are evaluated by the CEL of a real API server,
 * and SpinKube's operator makes the Deployment whose pods it changes.
 */
import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { parse } from 'yaml';
import { Cluster } from '../../harness/control-plane/cluster.js';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { nativePolicy } from '../../harness/control-plane/native-policy.js';
import { missingForOperator } from '../../harness/control-plane/operator.js';
import { spinApp } from '../../harness/control-plane/workloads.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig') ?? '';
const programs = [...missingPrograms, ...missingForOperator];
const missing = kubeconfig === '' || programs.length > 0;
const skipped = skipReason(programs, 'Run: .ci/install-kubernetes');

const name = 'takeaways-memory';
const namespace = 'takeaways-memory';
const elsewhere = 'memory-elsewhere';
const variable = { name: 'SPIN_WASMTIME_LINEAR_MEMORY_KEEP_RESIDENT', value: '0' };
const image = `registry.example/takeaways@sha256:${'0'.repeat(64)}`;

const pod = (place: string, spec: object = { runtimeClassName: 'wasmtime-spin-v2' }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'pod', namespace: place },
  spec: {
    containers: [
      { name: 'app', image, env: [{ name: 'SPIN_VARIABLE_LOG_LEVEL', value: 'info' }] },
      { name: 'other', image },
    ],
    ...spec,
  },
});

describe.skipIf(missing)(`The policy for memory${skipped}`, () => {
  const cluster = new Cluster(kubeconfig);
  const apply = async (...objects: readonly object[]) => {
    const items = { apiVersion: 'v1', kind: 'List', items: objects };
    const args = ['apply', '--server-side', '--validate=strict', '-f-'];
    return output(await cluster.kubectl(args, JSON.stringify(items)));
  };
  /** @returns the environment of each container of a pod, as the API server would create it. */
  const environments = async (object: object) => {
    const args = ['create', '--dry-run=server', '--output=json', '-f-'];
    const created: V1Pod = JSON.parse(output(await cluster.kubectl(args, JSON.stringify(object))));
    return created.spec?.containers.map(({ env = [] }) => env);
  };

  beforeAll(async () => {
    const policy = output(await kubectlFor()(['kustomize', 'k8s/memory']));
    await apply(
      parse(policy),
      ...[namespace, elsewhere].map((place) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: place },
      })),
      {
        apiVersion: 'core.spinkube.dev/v1alpha1',
        kind: 'SpinAppExecutor',
        metadata: { name: 'shim', namespace },
        spec: {
          createDeployment: true,
          deploymentConfig: { runtimeClassName: 'wasmtime-spin-v2' },
        },
      },
      ...nativePolicy(policy),
    );
    // The API server activates a policy some time after storing it, without an event.
    await vi.waitFor(
      async () => expect(await environments(pod(namespace))).toContainEqual([variable]),
      { timeout: 30_000, interval: 500 },
    );
  });
  afterAll(async () => {
    const kinds = ['mutatingadmissionpolicybinding', 'mutatingadmissionpolicy', 'mutatingpolicy'];
    for (const kind of kinds) output(await cluster.kubectl(['delete', kind, name]));
    output(await cluster.kubectl(['delete', 'namespace', namespace, elsewhere, '--timeout=110s']));
  });

  it('sets the variable on each container that the shim runs, beside the others', async () => {
    const [app, other] = (await environments(pod(namespace))) ?? [];
    expect(app).toHaveLength(2);
    expect(app).toEqual(
      expect.arrayContaining([{ name: 'SPIN_VARIABLE_LOG_LEVEL', value: 'info' }, variable]),
    );
    expect(other).toEqual([variable]);
  });

  it.each([
    ['in another namespace', pod(elsewhere)],
    ['of another runtime class', pod(namespace, {})],
  ])('leaves pods %s as they are', async (_, object) => {
    expect((await environments(object))?.[1]).toEqual([]);
  });

  it('reaches the pods of a SpinApp, while its Deployment stays as the operator made it', async () => {
    await apply(spinApp(namespace, image));
    const { spec } = await cluster.until<V1Pod>(`/api/v1/namespaces/${namespace}/pods`, () => true);
    expect(spec?.containers[0]?.env).toContainEqual(variable);
    const deployment = await cluster.until<V1Deployment>(
      `/apis/apps/v1/namespaces/${namespace}/deployments`,
      () => true,
    );
    expect(deployment.spec?.template.spec?.containers[0]?.env).not.toContainEqual(variable);
  });
});
