import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Cluster } from '../../harness/control-plane/cluster.js';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { output } from '../../harness/control-plane/kubectl.js';
import { missingForOperator } from '../../harness/control-plane/operator.js';
import { kustomize } from '../../harness/control-plane/overlays.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig') ?? '';
const noCluster = kubeconfig === '';
const remedy = 'Run: .ci/install-kubernetes';
const namespace = 'admission';

/** @returns a valid SpinApp with changes. */
const spinApp = (spec: object): object => ({
  apiVersion: 'core.spinkube.dev/v1alpha1',
  kind: 'SpinApp',
  metadata: { name: 'wrong', namespace },
  spec: { image: 'registry.invalid/takeaways:1', executor: 'shim', replicas: 1, ...spec },
});

const executor = (deploymentConfig: object): object => ({
  apiVersion: 'core.spinkube.dev/v1alpha1',
  kind: 'SpinAppExecutor',
  metadata: { name: 'shim', namespace },
  spec: { createDeployment: true, deploymentConfig },
});

const pod = (spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'wrong', namespace },
  spec: { containers: [{ name: 'app', image: 'app:1' }], ...spec },
});

describe.skipIf(noCluster)(`The API server${skipReason(missingPrograms, remedy)}`, () => {
  const cluster = new Cluster(kubeconfig);
  const apply = (manifest: object, ...options: string[]) =>
    cluster.kubectl(
      ['apply', '--server-side', '--validate=strict', ...options, '-f-'],
      JSON.stringify(manifest),
    );

  const expectRefusal = async (manifest: object, message: string) => {
    const { ok, stderr } = await apply(manifest, '--dry-run=server');
    expect(stderr).toContain(message);
    expect(ok).toBe(false);
  };

  beforeAll(async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
    const metadata = { name: namespace, labels };
    output(await apply({ apiVersion: 'v1', kind: 'Namespace', metadata }));
    output(await apply(executor({ runtimeClassName: 'wasmtime-spin-v2' })));
    await cluster.until(`/api/v1/namespaces/${namespace}/serviceaccounts`, () => true);
  });
  afterAll(async () => {
    output(await cluster.kubectl(['delete', 'namespace', namespace, '--timeout=110s']));
  });

  it.each<[string, object, string]>([
    [
      'a SpinApp with an unknown field',
      spinApp({ replica: 3 }),
      '.spec.replica: field not declared in schema',
    ],
    [
      'a SpinApp with text instead of a number',
      spinApp({ replicas: 'three' }),
      '.spec.replicas: expected numeric (int or float), got string',
    ],
    [
      'a ScaledObject without triggers',
      {
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        metadata: { name: 'wrong', namespace },
        spec: { scaleTargetRef: { name: 'takeaways' } },
      },
      'spec.triggers: Required value',
    ],
    [
      'a route with a negative weight',
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: 'wrong', namespace },
        spec: { rules: [{ backendRefs: [{ name: 'takeaways', port: 80, weight: -1 }] }] },
      },
      'weight: Invalid value: -1',
    ],
    [
      'a pod in the host network, by pod security',
      pod({ hostNetwork: true }),
      'violates PodSecurity "baseline:latest": host namespaces',
    ],
    [
      'a pod with an unknown runtime class',
      pod({ runtimeClassName: 'absent' }),
      'RuntimeClass "absent" not found',
    ],
  ])('refuses %s', (_what, manifest, message) => expectRefusal(manifest, message));

  describe.skipIf(missingForOperator.length > 0)(
    `with SpinKube's operator${skipReason(missingForOperator, remedy)}`,
    () => {
      it.each<[string, object, string]>([
        [
          'no replicas, unless autoscaling is enabled',
          spinApp({ replicas: 0 }),
          'spec.replicas: Invalid value: 0: replicas must be > 0',
        ],
        [
          'replicas, if autoscaling is enabled',
          spinApp({ enableAutoscaling: true }),
          'spec.replicas: Invalid value: 1: replicas cannot be set when autoscaling is enabled',
        ],
        [
          'an executor in another namespace',
          spinApp({ executor: 'elsewhere' }),
          'spec.executor: Invalid value: "elsewhere": executor does not exist in namespace',
        ],
        [
          'more memory per request than per pod',
          spinApp({
            invocationLimits: { memory: '1Gi' },
            resources: { limits: { memory: '512Mi' } },
          }),
          'invocation limit quantity cannot be greater than the memory limit (512Mi)',
        ],
      ])('refuses a SpinApp with %s', (_what, manifest, message) =>
        expectRefusal(manifest, message),
      );

      it('refuses an executor with both a runtime class and an image', () =>
        expectRefusal(
          executor({ runtimeClassName: 'wasmtime-spin-v2', spinImage: 'spin:1' }),
          'runtimeClassName and spinImage are mutually exclusive',
        ));

      it('accepts a dry run of k8s/base once its executor exists', async () => {
        const rendered = async (folder: string) =>
          output(
            await kustomize(`
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: takeaways-dry-run
resources: [../../${folder}]
`),
          );
        const applying = ['apply', '--server-side', '--validate=strict', '-f-'];
        output(await cluster.kubectl(applying, await rendered('base/executor')));
        output(await cluster.kubectl([...applying, '--dry-run=server'], await rendered('base')));
        output(
          await cluster.kubectl(['delete', 'namespace', 'takeaways-dry-run', '--timeout=110s']),
        );
      });

      it('accepts the unchanged SpinApp', async () => {
        output(await apply(spinApp({}), '--dry-run=server'));
      });
    },
  );
});
