/** What is compared in pods: an overlay each, and its image. */
import { pushContainer, pushSpinApp } from '../../harness/kubelet-node/images.js';
import type { Node } from '../../harness/kubelet-node/kubelet-node.js';
import { writeSpinManifest } from '../../harness/write-manifest.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { type Expectation, expectedList, listPath } from '../answers.js';
import { makeNoop, missingForNoop, noopComponent } from '../contenders/noop/noop-component.js';

/** A contender in pods. */
export interface PodContender {
  readonly id: string;
  readonly title: string;
  /** The directory of the overlay that deploys it. */
  readonly overlay: string;
  /** Pushes the overlay’s image to the registry of a node. */
  push(node: Node): Promise<void>;
  /** @returns the correct answer of its pods */
  expected(): Promise<Expectation>;
}

export const spin: PodContender = {
  id: 'spin',
  title: 'StarlingMonkey on Spin',
  overlay: 'k8s/overlays/bench-spin',
  push: (node) => pushSpinApp(node, 'spin.toml', 'takeaways'),
  expected: expectedList,
};

export const spinQuickJs: PodContender = {
  id: 'spin-quickjs',
  title: 'QuickJS on Spin',
  overlay: 'k8s/overlays/bench-spin-quickjs',
  push: (node) => pushSpinApp(node, 'spin-quickjs.toml', 'takeaways-quickjs'),
  expected: expectedList,
};

export const container: PodContender = {
  id: 'container',
  title: 'Node container',
  overlay: 'k8s/overlays/bench-container',
  push: pushContainer,
  expected: expectedList,
};

/** The service, in each way that it is deployed. */
export const services: readonly PodContender[] = [spin, spinQuickJs, container];

/** A component without an engine, which shows what Spin itself takes. */
const floor: PodContender = {
  id: 'spin-noop',
  title: 'Rust on Spin (floor)',
  overlay: 'bench/kubernetes/noop',
  push: async (node) => {
    await makeNoop({ name: 'takeaways-bench-noop' });
    const app = { name: 'takeaways', route: '/...', wasm: noopComponent };
    const manifest = writeSpinManifest(temporaryDirectory(), [app]);
    await pushSpinApp(node, manifest, 'takeaways-noop');
  },
  expected: async () => ({ path: listPath, body: '' }),
};

/** All that can be pushed to a node of ours: the floor only where Rust is installed. */
export const onOwnNode = (): readonly PodContender[] =>
  missingForNoop() ? services : [...services, floor];
