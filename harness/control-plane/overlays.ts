import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { kubectlFor, type Outcome, output } from './kubectl.js';

/** The names of the folders in k8s/overlays. */
export const overlays: readonly string[] = readdirSync('k8s/overlays');

/** The names of the folders in k8s/components. */
export const components: readonly string[] = readdirSync('k8s/components');

/** What a user adds to the checkout: the secrets that components ask for, by path under k8s/. */
export const secrets: Readonly<Record<string, string>> = {
  'components/redis/redis.env': 'password=correct-horse\n',
  'components/runtime-config/runtime-config.toml':
    '[key_value_store.default]\ntype = "spin"\npath = "/data/takeaways.db"\n',
};

/** @returns the text of a kustomization.yaml of the base and these components */
export const mixing = (...names: readonly string[]): string => `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: takeaways
sortOptions:
  order: fifo
resources: [../../base]
components: [${names.map((name) => `../../components/${name}`)}]
`;

/** Any object of a manifest. */
export interface Manifest extends KubernetesObject {
  readonly spec?: unknown;
}

/**
 * Renders an overlay in a copy of k8s/.
 *
 * @param overlay the name of a folder in k8s/overlays, or the text of a kustomization.yaml there
 * @param added files that are added to the copy, by path under k8s/
 */
export const kustomize = async (overlay: string, added = secrets): Promise<Outcome> => {
  const directory = mkdtempSync(join(tmpdir(), 'takeaways-overlay-'));
  try {
    const ours = (path: string) => !Object.hasOwn(secrets, relative('k8s', path));
    cpSync('k8s', directory, { recursive: true, filter: ours });
    for (const [path, text] of Object.entries(added)) writeFileSync(join(directory, path), text);
    const name = overlay.includes('\n') ? 'given' : overlay;
    const folder = join(directory, 'overlays', name);
    if (name !== overlay) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'kustomization.yaml'), overlay);
    }
    return await kubectlFor()(['kustomize', folder]);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** @returns the objects of an overlay, as `kustomize` takes it; throws if it doesn't render */
export const render = async (overlay: string, added = secrets): Promise<Manifest[]> =>
  parseAllDocuments(output(await kustomize(overlay, added))).map((document) => document.toJS());

/** @returns the one object of that kind and name; throws if there isn't exactly one */
export const find = (objects: readonly Manifest[], kind: string, name: string): Manifest => {
  const [found, ...more] = objects.filter(
    (one) => one.kind === kind && one.metadata?.name === name,
  );
  if (found === undefined || more.length > 0) throw new Error(`Not one ${kind} ${name}`);
  return found;
};
