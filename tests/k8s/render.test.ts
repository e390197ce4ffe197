import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  components,
  find,
  kustomize,
  type Manifest,
  mixing,
  overlays,
  render,
  secrets,
} from '../support/kubernetes/overlays.js';
import { findProgram } from '../support/programs.js';

const kubectl = findProgram('kubectl');
const needed = kubectl ? '' : ' (skipped: kubectl is missing; run .ci/install-kubernetes)';

describe.skipIf(!kubectl)(`The manifests${needed}`, () => {
  it.each(overlays)(
    'of the overlay %s render, all of it in one namespace of its own',
    async (overlay) => {
      const objects = await render(overlay);
      const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
      expect(namespaces).toHaveLength(1);
      const others = objects.filter(({ kind }) => kind !== 'Namespace');
      const used = new Set(others.map(({ metadata }) => metadata?.namespace));
      expect([...used]).toEqual([namespaces[0]?.metadata?.name]);
    },
  );

  it.each(components.filter((name) => name !== 'canary'))(
    'of the component %s can be mixed into the base',
    async (component) => {
      expect(await render(mixing(component))).not.toEqual(await render(mixing()));
    },
  );

  it.each([
    ['redis', 'redis.env'],
    ['runtime-config', 'runtime-config.toml'],
  ])(
    'of the component %s do not render without the secret in %s, and say so',
    async (name, file) => {
      const { ok, stderr } = await kustomize(mixing(name), {});
      expect(ok).toBe(false);
      expect(stderr).toContain(file);
    },
  );

  it('roll pods when a secret changes: its name has the digest of its content', async () => {
    const password = secrets['components/redis/redis.env']?.replaceAll('correct', 'other') ?? '';
    const changed = { ...secrets, 'components/redis/redis.env': password };
    const nameIn = async (added: typeof secrets) => {
      const app = find(await render('production', added), 'SpinApp', 'takeaways');
      return /takeaways-redis-\w{10}/.exec(JSON.stringify(app))?.[0];
    };
    const [before, after] = [await nameIn(secrets), await nameIn(changed)];
    expect(before).toBeDefined();
    expect(after).not.toBe(before);
  });

  it('name every image with a version or a digest', async () => {
    for (const overlay of overlays) {
      const images = JSON.stringify(await render(overlay)).matchAll(/"image":"([^"]+)"/g);
      for (const [, image] of images) {
        // Whoever deploys production says which build of ours it is.
        if (image === 'registry.invalid/takeaways' && overlay === 'production') continue;
        expect(image).toMatch(/(:\d[\w.-]+|@sha256:[0-9a-f]{64})$/);
      }
    }
  });

  it('give the canary the spec of the app, but for the image and the number of replicas', async () => {
    const objects = await render(mixing('gateway', 'canary', 'redis', 'hpa'));
    const differing = { image: null, replicas: null, enableAutoscaling: null };
    const spec = (name: string) => ({ ...specOf(find(objects, 'SpinApp', name)), ...differing });
    expect(spec('takeaways-canary')).toEqual(spec('takeaways'));
  });

  it('of bench-spin and bench-container differ in what runs the app, and in nothing else', async () => {
    const pair = await Promise.all(['bench-spin', 'bench-container'].map(withoutNamespace));
    const [spin = [], container = []] = pair;
    const only = (some: Manifest[], others: Manifest[]) =>
      some
        .filter((object) => !others.some((other) => isDeepStrictEqual(object, other)))
        .map(({ kind }) => kind)
        .sort();
    expect(only(spin, container)).toEqual(['SpinApp', 'SpinAppExecutor']);
    expect(only(container, spin)).toEqual(['Deployment', 'Service']);
  });
});

const specOf = ({ spec }: Manifest): object =>
  typeof spec === 'object' && spec !== null ? spec : {};

async function withoutNamespace(overlay: string): Promise<Manifest[]> {
  const text = JSON.stringify(await render(overlay));
  return JSON.parse(text.replaceAll(`takeaways-${overlay}`, 'takeaways'));
}
