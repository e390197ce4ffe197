import type { V1Namespace, V1Pod, V1PodList } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { kubectlFor, output } from '../control-plane/kubectl.js';
import { kustomize, secrets } from '../control-plane/overlays.js';

export interface DeployOptions {
  /** Path of the file that names the cluster. */
  readonly kubeconfig: string;
  /** What publishing takes. */
  readonly token: string;
  /** What a user adds to the checkout, by path under k8s/. */
  readonly added?: Readonly<Record<string, string>>;
}

/** The app on a cluster, out of an overlay. */
export class Deployed {
  /** Selects its pods, for kubectl. */
  readonly selector = '--selector=app.kubernetes.io/name=takeaways';

  private constructor(
    private readonly kubeconfig: string,
    private readonly namespace: string,
  ) {}

  /**
   * Applies an overlay.
   *
   * @param overlay the name of a folder in k8s/overlays, or the text of a kustomization.yaml there
   * @returns once its pods are ready
   * @throws Error where something is refused, or its pods don't become ready
   */
  static async from(overlay: string, options: DeployOptions): Promise<Deployed> {
    const manifests = output(await kustomize(overlay, { ...secrets, ...options.added }));
    const app = new Deployed(options.kubeconfig, namespaceIn(manifests));
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'takeaways-publish', namespace: app.namespace },
      stringData: { token: options.token },
    };
    await app.kubectl(['create', 'namespace', app.namespace]);
    await app.kubectl(['create', '-f-'], JSON.stringify(secret));
    await app.kubectl(
      ['apply', '--server-side', '--validate=strict', '--force-conflicts', '-f-'],
      manifests,
    );
    await app.kubectl(['wait', '--for=create', 'deployment/takeaways', '--timeout=60s']);
    await app.rolledOut();
    return app;
  }

  /** Runs kubectl in its namespace. @returns what it printed; throws if it failed */
  async kubectl(args: readonly string[], input?: string): Promise<string> {
    const kubectl = kubectlFor(this.kubeconfig);
    return output(await kubectl([`--namespace=${this.namespace}`, ...args], input));
  }

  /** @returns once the pods that it is to have are ready */
  async rolledOut(): Promise<void> {
    await this.kubectl(['rollout', 'status', 'deployment/takeaways', '--timeout=110s']);
  }

  /**
   * Scales an app that has no autoscaler, one pod after another: shims that start at once on a node take the same
   * lease, and some of their containers then exit (docs/upstream/shim-lease-collision.md).
   */
  async scaleTo(replicas: number): Promise<void> {
    const apps = (await this.kubectl(['get', 'spinapps', '--output=name'])).trim();
    const target = apps === '' ? 'deployment/takeaways' : apps;
    for (let pods = (await this.pods()).length + 1; pods <= replicas; pods++) {
      const patch = JSON.stringify({ spec: { replicas: pods } });
      await this.kubectl(['patch', target, '--type=merge', `--patch=${patch}`]);
      await this.kubectl([
        ...['wait', 'deployment/takeaways', '--timeout=110s'],
        `--for=jsonpath={.spec.replicas}=${pods}`,
      ]);
      await this.rolledOut();
    }
  }

  /** @returns once all of its pods take traffic */
  async allReady(): Promise<void> {
    await this.kubectl(['wait', 'pods', this.selector, '--for=condition=Ready', '--timeout=60s']);
  }

  /** @returns for each of its pods that takes traffic, the digest of the template that it was made from */
  async readyTemplates(): Promise<string[]> {
    const ready = (await this.pods()).filter(({ status }) =>
      status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'),
    );
    return ready.map(({ metadata }) => metadata?.labels?.['pod-template-hash'] ?? '');
  }

  /** @returns how often each pod's container was restarted */
  async restarts(): Promise<number[]> {
    const statuses = (await this.pods()).flatMap(({ status }) => status?.containerStatuses ?? []);
    return statuses.map(({ restartCount }) => restartCount);
  }

  /** @returns the pods that are not about to end */
  async pods(): Promise<V1Pod[]> {
    const list: V1PodList = JSON.parse(
      await this.kubectl(['get', 'pods', this.selector, '-o=json']),
    );
    return list.items.filter(({ metadata }) => !metadata?.deletionTimestamp);
  }

  /** @returns where each of its pods serves */
  async podUrls(): Promise<string[]> {
    const port = await this.kubectl([
      ...['get', 'deployment/takeaways'],
      '-o=jsonpath={.spec.template.spec.containers[0].ports[0].containerPort}',
    ]);
    return (await this.pods()).map(({ status }) => `http://${status?.podIP}:${port}`);
  }

  /** @returns where its Service serves */
  async url(): Promise<string> {
    const address = ['get', 'service/takeaways', '-o=jsonpath={.spec.clusterIP}'];
    return `http://${await this.kubectl(address)}`;
  }

  /** Removes it with its namespace. */
  async remove(): Promise<void> {
    await this.kubectl(['delete', 'namespace', this.namespace, '--timeout=110s']);
  }
}

const namespaceIn = (manifests: string): string => {
  const objects: V1Namespace[] = parseAllDocuments(manifests).map((document) => document.toJS());
  const name = objects.find(({ kind }) => kind === 'Namespace')?.metadata?.name;
  if (name === undefined) throw new Error('The overlay has no Namespace.');
  return name;
};
