/** The images that pods of the node run. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { readVersion } from '../../lib/package.js';
import type { Node } from './kubelet-node.js';

/** Where the build leaves the image for Node. */
const layout = 'dist/container/image';

/** What has to be built for it. Empty: it is there. */
export const missingImage: readonly string[] = existsSync(layout)
  ? []
  : [`${layout} (npm run build:container)`];

/** Pushes the image for Node to the registry of a node. */
export const pushContainer = (node: Node): Promise<void> =>
  node.registry.push(layout, `takeaways-container:${readVersion()}`);

/**
 * Pushes a SpinApp to the registry of a node.
 *
 * @param manifest path of the application's manifest
 * @param repository its name in the registry
 */
export const pushSpinApp = async (
  node: Node,
  manifest: string,
  repository: string,
): Promise<void> => {
  const reference = `${node.registry.host}/${repository}:${readVersion()}`;
  const command = ['registry', 'push', '--insecure', '--from', manifest, reference];
  await promisify(execFile)('spin', command);
};
