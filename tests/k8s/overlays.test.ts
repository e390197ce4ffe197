import { isDeepStrictEqual } from 'node:util';
import type {
  V1Container,
  V1Deployment,
  V1Pod,
  V1PodDisruptionBudget,
  V1Secret,
  V1Service,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Cluster } from '../../harness/control-plane/cluster.js';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { output } from '../../harness/control-plane/kubectl.js';
import { missingForOperator } from '../../harness/control-plane/operator.js';
import { kustomize, mixing, overlays, secrets } from '../../harness/control-plane/overlays.js';
import { readVersion } from '../../lib/package.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig') ?? '';
const programs = [...missingPrograms, ...missingForOperator];
const missing = kubeconfig === '' || programs.length > 0;
const skipped = skipReason(programs, 'Run: .ci/install-kubernetes');

/**
 * Applies an overlay before a block of tests, and deletes its namespace after them. Whoever needs the namespace
 * next waits for that: the operator keeps an executor while any namespace has an app of an executor of that name.
 */
const deploying = (overlay: string, namespace: string): Cluster => {
  const cluster = new Cluster(kubeconfig);
  beforeAll(async () => {
    const manifests = output(await kustomize(overlay));
    const gone = ['wait', '--for=delete', `namespace/${namespace}`, '--timeout=110s'];
    output(await cluster.kubectl(gone));
    output(
      await cluster.kubectl(['apply', '--server-side', '--validate=strict', '-f-'], manifests),
    );
  });
  afterAll(async () => {
    output(await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false']));
  });
  return cluster;
};

const deployments = (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/deployments`;
const pods = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;

const named =
  (name: string) =>
  ({ metadata }: { readonly metadata?: { readonly name?: string } }): boolean =>
    metadata?.name === name;

const containerOf = (deployment: V1Deployment): V1Container => {
  const container = deployment.spec?.template.spec?.containers[0];
  if (container === undefined) throw new Error('The Deployment has no container.');
  return container;
};

/** Waits for the Deployment of the app. */
const appIn = (cluster: Cluster, namespace: string): Promise<V1Deployment> =>
  cluster.until<V1Deployment>(deployments(namespace), named('takeaways'));

describe.skipIf(missing)(`On a cluster with SpinKube${skipped}`, () => {
  describe('the overlay local', () => {
    const namespace = 'takeaways';
    const cluster = deploying('local', namespace);

    it('becomes a Deployment of one pod, run by the shim, without an API token', async () => {
      const deployment = await appIn(cluster, namespace);
      expect(deployment.spec?.replicas).toBe(1);
      expect(deployment.spec?.selector.matchLabels).toEqual({
        'core.spinkube.dev/app-name': 'takeaways',
        'core.spinkube.dev/app.takeaways.status': 'ready',
      });
      const pod = await cluster.until<V1Pod>(pods(namespace), () => true);
      expect(pod.metadata?.labels).toMatchObject({
        'app.kubernetes.io/name': 'takeaways',
        'core.spinkube.dev/app-name': 'takeaways',
      });
      expect(pod.spec?.runtimeClassName).toBe('wasmtime-spin-v2');
      expect(pod.spec?.serviceAccountName).toBe('takeaways');
      expect(pod.spec?.volumes?.map(({ name }) => name)).toEqual(['spin-runtime-config']);
    });

    it('is probed without delay, and leaves rotation within four seconds', async () => {
      const container = containerOf(await appIn(cluster, namespace));
      expect(container.readinessProbe).toEqual({
        httpGet: { path: '/readyz', port: 80, scheme: 'HTTP' },
        periodSeconds: 1,
        timeoutSeconds: 2,
        successThreshold: 1,
        failureThreshold: 2,
      });
      expect(container.livenessProbe).toEqual({
        httpGet: { path: '/healthz', port: 80, scheme: 'HTTP' },
        periodSeconds: 10,
        timeoutSeconds: 2,
        successThreshold: 1,
        failureThreshold: 3,
      });
    });

    it('has its image, variables and resources', async () => {
      const container = containerOf(await appIn(cluster, namespace));
      expect(container.image).toBe(`registry.localhost:5000/takeaways:${readVersion()}`);
      const token = { name: 'takeaways-publish', key: 'token', optional: true };
      const previous = { ...token, key: 'previous-token' };
      expect(container.env).toEqual([
        { name: 'SPIN_VARIABLE_LOG_LEVEL', value: 'info' },
        { name: 'SPIN_VARIABLE_PUBLISH_TOKEN', valueFrom: { secretKeyRef: token } },
        { name: 'SPIN_VARIABLE_PUBLISH_TOKEN_PREVIOUS', valueFrom: { secretKeyRef: previous } },
        { name: 'SPIN_HTTP_LISTEN_ADDR', value: '0.0.0.0:80' },
      ]);
      expect(container.resources).toEqual({
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { memory: '512Mi' },
      });
    });

    it('has a Service on port 80', async () => {
      const service = await cluster.until<V1Service>(
        `/api/v1/namespaces/${namespace}/services`,
        named('takeaways'),
      );
      expect(service.spec).toMatchObject({
        type: 'ClusterIP',
        ports: [{ port: 80, targetPort: 'http-app', protocol: 'TCP' }],
        selector: { 'core.spinkube.dev/app.takeaways.status': 'ready' },
      });
    });

    it('is protected by its PodDisruptionBudget', async () => {
      await cluster.until<V1PodDisruptionBudget>(
        `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`,
        ({ status }) => status?.expectedPods === 1,
      );
    });

    it('is reset to its SpinApp when the Deployment is changed', async () => {
      const image = ['set', 'image', 'deployment/takeaways', 'takeaways=other:1', '-n', namespace];
      output(await cluster.kubectl(image));
      await cluster.until<V1Deployment>(
        deployments(namespace),
        (deployment) =>
          (deployment.metadata?.generation ?? 0) > 2 &&
          containerOf(deployment).image === `registry.localhost:5000/takeaways:${readVersion()}`,
      );
    });

    it('can be restarted, for instance when its token has changed', async () => {
      const revision = 'deployment.kubernetes.io/revision';
      const { metadata } = await cluster.until<V1Deployment>(
        deployments(namespace),
        (deployment) => deployment.metadata?.annotations?.[revision] !== undefined,
      );
      const before = metadata?.annotations?.[revision];
      const restart = ['rollout', 'restart', 'deployment/takeaways', '-n', namespace];
      output(await cluster.kubectl(restart));
      await cluster.until<V1Deployment>(
        deployments(namespace),
        ({ metadata }) => metadata?.annotations?.[revision] !== before,
      );
    });

    it('leaves nothing behind when it is deleted', async () => {
      output(await cluster.kubectl(['delete', 'spinapp', 'takeaways', '-n', namespace]));
      const kinds = ['deployments', 'replicasets', 'pods', 'services', 'secrets'];
      for (const kind of kinds) {
        const gone = ['wait', '--for=delete', kind, '--all', '-n', namespace, '--timeout=30s'];
        output(await cluster.kubectl(gone));
      }
    });
  });

  describe('the overlay production', () => {
    const namespace = 'takeaways';
    const cluster = deploying('production', namespace);

    it('uses Redis, with the password from the Secret', async () => {
      const { env } = containerOf(await appIn(cluster, namespace));
      const name = expect.stringMatching(/^takeaways-redis-\w{10}$/);
      const redis = env?.filter((variable) => variable.name.startsWith('SPIN_VARIABLE_REDIS_'));
      expect(redis).toEqual([
        { name: 'SPIN_VARIABLE_REDIS_HOST', value: 'takeaways-redis:6379' },
        {
          name: 'SPIN_VARIABLE_REDIS_PASSWORD',
          valueFrom: { secretKeyRef: { name, key: 'password' } },
        },
        {
          name: 'SPIN_VARIABLE_REDIS_URL',
          value: 'redis://:$(SPIN_VARIABLE_REDIS_PASSWORD)@$(SPIN_VARIABLE_REDIS_HOST)',
        },
      ]);
    });

    it('sends traces and metrics to the collector', async () => {
      const { env } = containerOf(await appIn(cluster, namespace));
      expect(env).toContainEqual({
        name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
        value: 'http://otel-collector:4318',
      });
    });

    it('is scaled to three replicas by its HorizontalPodAutoscaler', async () => {
      const autoscaler = await cluster.until<V2HorizontalPodAutoscaler>(
        `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
        ({ status }) =>
          status?.conditions?.some(
            ({ type, status: is }) => type === 'AbleToScale' && is === 'True',
          ) ?? false,
      );
      expect(autoscaler.spec?.scaleTargetRef).toMatchObject({ kind: 'Deployment' });
      await cluster.until<V1Deployment>(
        deployments(namespace),
        ({ metadata, status }) => metadata?.name === 'takeaways' && status?.replicas === 3,
      );
    });

    it('has no pods that violate the pod security level restricted, except the app', async () => {
      await cluster.until<V1Pod>(pods(namespace), named('takeaways-redis-0'));
      const label = 'pod-security.kubernetes.io/enforce=restricted';
      const { stderr } = await cluster.kubectl([
        'label',
        'namespace',
        namespace,
        label,
        '--overwrite',
        '--dry-run=server',
      ]);
      const violating = [...stderr.matchAll(/^Warning: (takeaways-|otel-)\S+/gm)];
      expect(stderr).toContain('existing pods in namespace "takeaways" violate');
      expect(violating.map(([line]) => line)).toEqual([
        expect.stringMatching(/^Warning: takeaways-[0-9a-f]{6,10}-\w{5}$/),
      ]);
    });

    it('does not change when applied again', async () => {
      const apply = ['apply', '--server-side', '--validate=strict', '-f-', '-o', 'json'];
      const manifests = output(await kustomize('production'));
      const versions = async () =>
        [
          ...output(await cluster.kubectl(apply, manifests)).matchAll(
            /"generation": \d+|"uid": .*/g,
          ),
        ].map(([text]) => text);
      expect(await versions()).toEqual(await versions());
    });
  });

  describe('the component keda', () => {
    const namespace = 'takeaways';
    const cluster = deploying(mixing('keda', 'redis'), namespace);

    it('has a target that can be scaled to zero', async () => {
      await appIn(cluster, namespace);
      const target = ['get', 'scaledobject', 'takeaways', '-n', namespace];
      const path = '-o=jsonpath={.spec.scaleTargetRef.kind}/{.spec.scaleTargetRef.name}';
      const reference = output(await cluster.kubectl([...target, path]));
      expect(reference).toBe('Deployment/takeaways');
      output(await cluster.kubectl(['scale', reference, '--replicas=0', '-n', namespace]));

      // The operator applies a change of the app without changing the scale.
      const change = '[{"op":"replace","path":"/spec/variables/0/value","value":"debug"}]';
      const patch = ['patch', 'spinapp', 'takeaways', '-n', namespace, '--type=json', '-p', change];
      output(await cluster.kubectl(patch));
      const deployment = await cluster.until<V1Deployment>(
        deployments(namespace),
        (one) => named('takeaways')(one) && containerOf(one).env?.[0]?.value === 'debug',
      );
      expect(deployment.spec?.replicas).toBe(0);
    });
  });

  describe('the component runtime-config', () => {
    const cluster = deploying(mixing('runtime-config'), 'takeaways');

    it('mounts runtime-config.toml from the Secret', async () => {
      const deployment = await appIn(cluster, 'takeaways');
      expect(containerOf(deployment).volumeMounts).toEqual([
        {
          name: 'spin-runtime-config',
          mountPath: '/runtime-config.toml',
          subPath: 'runtime-config.toml',
          readOnly: true,
        },
      ]);
      const secretName = deployment.spec?.template.spec?.volumes?.[0]?.secret?.secretName;
      expect(secretName).toMatch(/^takeaways-runtime-config-\w{10}$/);
      const secret = await cluster.until<V1Secret>(
        '/api/v1/namespaces/takeaways/secrets',
        named(secretName ?? ''),
      );
      const file = Buffer.from(secret.data?.['runtime-config.toml'] ?? '', 'base64').toString();
      expect(file).toBe(secrets['components/runtime-config/runtime-config.toml']);
    });
  });

  describe('the components ingress, gateway and canary', () => {
    const cluster = deploying(mixing('ingress', 'gateway', 'canary', 'redis'), 'takeaways');

    it('route to existing Services, with a tenth of the traffic to the canary', async () => {
      const route = await cluster.objects.read({
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { namespace: 'takeaways', name: 'takeaways' },
      });
      const backendRefs = [
        { name: 'takeaways', port: 80, weight: 90 },
        { name: 'takeaways-canary', port: 80, weight: 10 },
      ];
      expect(route).toMatchObject({ spec: { rules: [{ backendRefs }] } });
      for (const { name, port } of backendRefs) {
        await cluster.until<V1Service>(
          '/api/v1/namespaces/takeaways/services',
          (service) =>
            named(name)(service) && service.spec?.ports?.some((one) => one.port === port) === true,
        );
      }
    });
  });

  describe('the pair bench-spin and bench-container', () => {
    const spin = deploying('bench-spin', 'takeaways-bench-spin');
    const container = deploying('bench-container', 'takeaways-bench-container');

    it('differs only in the runtime, the image, the port and the names of variables', async () => {
      const [one, other] = await Promise.all([
        appIn(spin, 'takeaways-bench-spin'),
        appIn(container, 'takeaways-bench-container'),
      ]);
      const inContainer = '.template.spec.containers.0';
      expect(differences(one.spec, other.spec)).toEqual([
        '.template.spec.containers.0.command',
        ...['.env.0.name', '.env.1.name', '.env.2.name', '.env.3'].map(
          (path) => inContainer + path,
        ),
        `${inContainer}.image`,
        `${inContainer}.livenessProbe.httpGet.port`,
        `${inContainer}.ports.0.containerPort`,
        `${inContainer}.readinessProbe.httpGet.port`,
        `${inContainer}.volumeMounts`,
        '.template.spec.runtimeClassName',
        '.template.spec.volumes',
      ]);
    });

    it('has equal Services', async () => {
      const serviceOf = async (cluster: Cluster, namespace: string) => {
        const path = `/api/v1/namespaces/${namespace}/services`;
        const { spec } = await cluster.until<V1Service>(path, named('takeaways'));
        return { ...spec, clusterIP: null, clusterIPs: null };
      };
      expect(await serviceOf(container, 'takeaways-bench-container')).toEqual(
        await serviceOf(spin, 'takeaways-bench-spin'),
      );
    });
  });

  describe('the pair bench-spin and bench-spin-quickjs', () => {
    const [one, other] = ['bench-spin', 'bench-spin-quickjs'].map((overlay) =>
      deploying(overlay, `takeaways-${overlay}`),
    );

    it('differs only in the image', async () => {
      if (!one || !other) throw new Error('There are two.');
      const [spin, quickJs] = await Promise.all([
        appIn(one, 'takeaways-bench-spin'),
        appIn(other, 'takeaways-bench-spin-quickjs'),
      ]);
      expect(differences(spin.spec, quickJs.spec)).toEqual(['.template.spec.containers.0.image']);
    });
  });

  it('every overlay is tested', () => {
    expect([...overlays].sort()).toEqual([
      'bench-container',
      'bench-spin',
      'bench-spin-quickjs',
      'local',
      'production',
    ]);
  });
});

/** @returns the paths at which two values differ. */
const differences = (one: unknown, other: unknown, path = ''): string[] => {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isTree(one) || !isTree(other)) return [path];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].sort().flatMap((key) => differences(one[key], other[key], `${path}.${key}`));
};

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
