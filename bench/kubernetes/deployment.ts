/** An overlay of k8s/, deployed to be measured. */
import { execFileSync } from 'node:child_process';
import { AppsV1Api, CoreV1Api, type KubeConfig, type V1Pod } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import type { Expectation } from '../answers.js';

/** Labels the namespaces of a run, so that they can be removed. */
export const runLabel = 'takeaways-bench';

const selector = 'app.kubernetes.io/name=takeaways';
const name = 'takeaways';
/** For each step of the cluster. */
const timeoutSeconds = 120;

const objectSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({}).optional(),
});
type KubernetesObject = z.infer<typeof objectSchema>;

export interface Overlay {
  readonly directory: string;
  /** The correct answer of its pods. */
  readonly expected: Expectation;
  /** Replaces the image of the overlay. */
  readonly image?: string;
  /** Pods reserve no memory on their node; their limits stay. */
  readonly unreserved?: boolean;
}

export class Deployment {
  private constructor(
    private readonly context: string,
    private readonly cluster: KubeConfig,
    readonly namespace: string,
    /** The correct answer of its pods. */
    readonly expected: Expectation,
  ) {}

  /**
   * Applies an overlay, scaled to no pods.
   *
   * @param run labels its namespace
   * @param requireOpen throws if the run was stopped meanwhile: whatever is created then, nobody removes
   * @throws Error if the namespace exists, or the cluster refuses an object
   */
  static async create(
    overlay: Overlay,
    cluster: KubeConfig,
    run: string,
    requireOpen: () => void,
  ): Promise<Deployment> {
    const context = cluster.getCurrentContext();
    const rendered = execFileSync('kubectl', ['kustomize', overlay.directory], {
      encoding: 'utf8',
    });
    const objects = parseAllDocuments(rendered).map((one) => objectSchema.parse(one.toJS()));
    const namespace = objects.find(({ kind }) => kind === 'Namespace')?.metadata.name;
    if (!namespace) throw new Error(`${overlay.directory} has no Namespace.`);
    const deployment = new Deployment(context, cluster, namespace, overlay.expected);
    if (await deployment.exists()) {
      throw new Error(
        `The namespace ${namespace} already exists. Delete it first: kubectl delete namespace ${namespace}`,
      );
    }
    const changed = objects
      .map((one) => adapted(one, overlay.image, run))
      .map((one) => (overlay.unreserved ? unreserved(one) : one));
    requireOpen();
    deployment.kubectl(['apply', '--server-side', '-f-'], JSON.stringify(listOf(changed)));
    deployment.kubectl([
      'wait',
      '--for=create',
      `deployment/${name}`,
      `--timeout=${timeoutSeconds}s`,
    ]);
    await deployment.empty();
    return deployment;
  }

  /** Sets the number of pods without waiting for them. */
  async scale(replicas: number): Promise<void> {
    await this.cluster.makeApiClient(AppsV1Api).patchNamespacedDeploymentScale({
      name,
      namespace: this.namespace,
      body: [{ op: 'replace', path: '/spec/replicas', value: replicas }],
    });
  }

  /** Scales to zero, again if the operator undoes it, and waits until no pod is left. */
  async empty(): Promise<void> {
    const gone = ['wait', '--for=delete', 'pod', '-l', selector, '--timeout=10s'];
    const until = performance.now() + timeoutSeconds * 1000;
    for (;;) {
      await this.scale(0);
      try {
        return this.kubectl(gone);
      } catch (error) {
        if (performance.now() > until) throw error;
      }
    }
  }

  /** Waits until a pod is gone. */
  gone(pod: string): void {
    this.kubectl(['wait', '--for=delete', `pod/${pod}`, `--timeout=${timeoutSeconds}s`]);
  }

  /** Waits until all pods are ready. */
  ready(): void {
    this.kubectl(['rollout', 'status', `deployment/${name}`, `--timeout=${timeoutSeconds}s`]);
  }

  async pods(): Promise<V1Pod[]> {
    const { items } = await this.cluster
      .makeApiClient(CoreV1Api)
      .listNamespacedPod({ namespace: this.namespace, labelSelector: selector });
    return items.filter(({ metadata }) => !metadata?.deletionTimestamp);
  }

  /** The API path of its pods. */
  get podsPath(): string {
    return `/api/v1/namespaces/${this.namespace}/pods`;
  }

  private async exists(): Promise<boolean> {
    const { items } = await this.cluster.makeApiClient(CoreV1Api).listNamespace();
    return items.some(({ metadata }) => metadata?.name === this.namespace);
  }

  private kubectl(args: readonly string[], input?: string): void {
    execFileSync('kubectl', ['--context', this.context, '--namespace', this.namespace, ...args], {
      ...(input === undefined ? {} : { input }),
      stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'pipe'],
    });
  }
}

/** Deletes the namespaces of a run, and waits until they are gone. */
export const removeNamespaces = (context: string, run: string): void => {
  const marked = ['--context', context, 'delete', 'namespace', '-l', `${runLabel}=${run}`];
  execFileSync('kubectl', [...marked, '--wait', `--timeout=${timeoutSeconds}s`], {
    stdio: 'ignore',
  });
};

/** Labels the namespace, leaves the number of pods to the bench, and replaces the image if one is given. */
const adapted = (
  one: KubernetesObject,
  image: string | undefined,
  run: string,
): KubernetesObject => {
  if (one.kind === 'Namespace') {
    const labels = { ...one.metadata.labels, [runLabel]: run };
    return { ...one, metadata: { ...one.metadata, labels } };
  }
  if (one.kind === 'SpinApp') {
    // With autoscaling enabled, the operator does not set the Deployment's replicas.
    const { replicas: _, ...spec } = one.spec ?? {};
    return { ...one, spec: { ...spec, enableAutoscaling: true, ...(image ? { image } : {}) } };
  }
  if (one.kind === 'Deployment') {
    // A pod stopped before it handles signals would take its whole grace period.
    const empty = { ...one, spec: { ...one.spec, replicas: 0 } };
    const text = JSON.stringify(empty);
    const [, old] = /"image":("[^"]+")/.exec(text) ?? [];
    return image && old
      ? objectSchema.parse(JSON.parse(text.replace(old, JSON.stringify(image))))
      : empty;
  }
  return one;
};

/** Without a request, the API server would take the limit for one. */
const unreserved = (one: KubernetesObject): KubernetesObject =>
  objectSchema.parse(
    JSON.parse(JSON.stringify(one), (key, value) =>
      key === 'requests' ? { ...value, memory: '0' } : value,
    ),
  );

const listOf = (items: readonly KubernetesObject[]) => ({ apiVersion: 'v1', kind: 'List', items });
