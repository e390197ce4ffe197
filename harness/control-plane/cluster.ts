import {
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  Watch,
} from '@kubernetes/client-node';
import { type Kubectl, kubectlFor } from './kubectl.js';

/** A client of a cluster. */
export class Cluster {
  /** @param kubeconfig path of the file that names the cluster; it is first read when it is needed */
  constructor(private readonly kubeconfig: string) {}

  /** Tests declare their cluster where there is none too, and are skipped then. */
  get kubectl(): Kubectl {
    return kubectlFor(this.kubeconfig);
  }

  get objects(): KubernetesObjectApi {
    return KubernetesObjectApi.makeApiClient(this.config);
  }

  private get config(): KubeConfig {
    const config = new KubeConfig();
    config.loadFromFile(this.kubeconfig);
    return config;
  }

  /**
   * Watches the objects of a kind until one of them is as wanted.
   *
   * @param collection its path, such as `/apis/apps/v1/namespaces/takeaways/deployments`
   * @returns that object
   * @throws Error, with the objects last seen, if there is none within half a minute
   */
  until<T extends KubernetesObject>(
    collection: string,
    wanted: (object: T) => boolean,
  ): Promise<T> {
    const seen = new Map<string | undefined, T>();
    return new Promise<T>((resolve, reject) => {
      const watching = new Watch(this.config).watch(
        collection,
        {},
        (_phase, object: T) => {
          seen.set(object.metadata?.name, object);
          if (wanted(object)) settle(() => resolve(object));
        },
        (error) => settle(() => reject(error ?? new Error('The API server ended the watch.'))),
      );
      const timer = setTimeout(() => {
        const objects = JSON.stringify([...seen.values()], null, 2);
        settle(() => reject(new Error(`None as wanted in ${collection}:\n${objects}`)));
      }, 30_000);
      const settle = (how: () => void): void => {
        clearTimeout(timer);
        how();
        watching.then((controller) => controller.abort(), reject);
      };
    });
  }
}
