/** What the tests deploy on the node. */
import * as z from 'zod/mini';
import { Deployed } from '../../harness/kubelet-node/deployed.js';
import { missingImage, pushContainer, pushSpinApp } from '../../harness/kubelet-node/images.js';
import { missingForSpin, type Node } from '../../harness/kubelet-node/kubelet-node.js';
import { addresses } from '../../harness/kubelet-node/sandbox.js';
import { RedisProcess, redisVersion } from '../../harness/redis.js';
import { type PodKind, podKinds } from '../faults/pod-kinds.js';
import { token } from '../support/publishing.js';

/** An app that runs in pods. */
export interface App {
  readonly kind: PodKind;
  readonly title: string;
  /** The overlay that has it, alone and with a store of its own. */
  readonly overlay: string;
  /** What this machine lacks for it, each with how to get it. */
  readonly missing: readonly string[];
  /** Pushes its image to the registry of the node. */
  push(node: Node): Promise<void>;
}

export const container: App = {
  kind: 'containerPods',
  title: podKinds.containerPods,
  overlay: 'bench-container',
  missing: missingImage,
  push: pushContainer,
};

export const starlingMonkey: App = {
  kind: 'starlingMonkeyPods',
  title: podKinds.starlingMonkeyPods,
  overlay: 'local',
  missing: missingForSpin,
  push: (node) => pushSpinApp(node, 'spin.toml', 'takeaways'),
};

export const quickJs: App = {
  kind: 'quickJsPods',
  title: podKinds.quickJsPods,
  overlay: 'bench-spin-quickjs',
  missing: missingForSpin,
  push: (node) => pushSpinApp(node, 'spin-quickjs.toml', 'takeaways-quickjs'),
};

/** What this machine lacks for a store that replicas share. */
export const missingForRedis: readonly string[] = redisVersion
  ? []
  : ['redis-server (apt-get install redis-server)'];

/** @returns the end of a test's name: what is missing, if anything is */
export const skipped = (missing: readonly string[]): string =>
  missing.length > 0 ? ` (SKIPPED: missing ${missing.join(', ')})` : '';

/** Replicas of an app, and the Redis that they share. */
export interface Replicas {
  readonly app: Deployed;
  readonly redis: RedisProcess;
  /** Removes both. */
  end(): Promise<void>;
}

/** @returns the revision that a server serves; fails unless it is ready */
export const revisionFrom = async (url: string): Promise<string> => {
  const response = await fetch(`${url}/readyz`);
  const { revision } = z.object({ revision: z.string() }).parse(await response.json());
  return revision;
};

/**
 * Starts three replicas over one Redis, one after another.
 *
 * @param kind whose image the node has
 * @param patches of the app's objects, as kustomize takes them
 */
export const startReplicas = async (
  kind: App,
  { kubeconfig }: Node,
  patches: readonly object[] = [],
): Promise<Replicas> => {
  const redis = await RedisProcess.start(addresses.machine);
  const app = await Deployed.from(overRedis(kind, redis, patches), {
    kubeconfig,
    token,
    added: { 'components/redis/redis.env': `password=${new URL(redis.url).password}\n` },
  });
  await app.scaleTo(3);
  return {
    app,
    redis,
    end: async () => {
      await app.remove();
      await redis.kill();
    },
  };
};

/**
 * Redis runs outside the cluster, so that no image of Valkey is needed.
 *
 * @returns the text of a kustomization.yaml: the app over the Redis
 */
const overRedis = (
  { overlay }: App,
  redis: RedisProcess,
  patches: readonly object[],
): string => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${overlay === 'local' ? 'takeaways' : `takeaways-${overlay}`}
sortOptions:
  order: fifo
resources: [../${overlay}]
${overlay === container.overlay ? '' : 'components: [../../components/redis]'}
patches: ${JSON.stringify([...(overlay === container.overlay ? forContainer(redis) : forSpinApp(redis)), ...patches])}
`;

const forSpinApp = ({ host }: RedisProcess): readonly object[] => [
  {
    patch: JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'takeaways-redis' },
      $patch: 'delete',
    }),
  },
  {
    target: { kind: 'SpinApp' },
    patch: JSON.stringify([
      { op: 'test', path: '/spec/variables/3/name', value: 'redis_host' },
      { op: 'replace', path: '/spec/variables/3/value', value: host },
    ]),
  },
];

const forContainer = ({ url }: RedisProcess): readonly object[] => [
  {
    target: { kind: 'Deployment' },
    patch: JSON.stringify([
      {
        op: 'add',
        path: '/spec/template/spec/containers/0/env/-',
        value: { name: 'TAKEAWAYS_STORE', value: url },
      },
    ]),
  },
];
