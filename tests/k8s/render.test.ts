import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { isKubectlInstalled } from '../../harness/control-plane/kubectl.js';
import {
  components,
  find,
  kustomize,
  type Manifest,
  mixing,
  overlays,
  render,
  secrets,
} from '../../harness/control-plane/overlays.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(isKubectlInstalled ? [] : ['kubectl'], 'Run: .ci/install-kubernetes');

describe.skipIf(skipped)(`The manifests${skipped}`, () => {
  it.each(overlays)('of the overlay %s render into one namespace', async (overlay) => {
    const objects = await render(overlay);
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
    expect(namespaces).toHaveLength(1);
    const others = objects.filter(({ kind }) => kind !== 'Namespace');
    const used = new Set(others.map(({ metadata }) => metadata?.namespace));
    expect([...used]).toEqual([namespaces[0]?.metadata?.name]);
  });

  // The others change what another component brings.
  it.each(components.filter((name) => name !== 'canary' && name !== 'metrics'))(
    'of the component %s can be added to the base',
    async (component) => {
      expect(await render(mixing(component))).not.toEqual(await render(mixing()));
    },
  );

  it.each([
    ['redis', 'redis.env'],
    ['runtime-config', 'runtime-config.toml'],
  ])('of the component %s do not render without the secret in %s', async (name, file) => {
    const { ok, stderr } = await kustomize(mixing(name), {});
    expect(ok).toBe(false);
    expect(stderr).toContain(file);
  });

  it('name secrets by digest, so that pods restart when one changes', async () => {
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

  it('of base and base/executor are applied by Flux, each object once', async () => {
    const [app, executor] = parseAllDocuments(readFileSync('k8s/flux/takeaways.yaml', 'utf8'))
      .map((document) => fluxKustomization.parse(document.toJS()).spec)
      .sort((one, other) => (other.patches?.length ?? 0) - (one.patches?.length ?? 0));
    const applied = async ({ path, patches = [] }: FluxSpec) =>
      (
        await render(`
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../../${path}]
patches: ${JSON.stringify(patches)}
`)
      ).map(({ kind }) => kind);
    const kinds = app && (await applied(app));
    expect(kinds).toContain('SpinApp');
    expect(kinds).not.toContain('SpinAppExecutor');
    expect(kinds).not.toContain('Namespace');
    expect(executor && (await applied(executor))).toEqual(['Namespace', 'SpinAppExecutor']);
  });

  it('reference every image by version or digest', async () => {
    for (const overlay of overlays) {
      const images = JSON.stringify(await render(overlay)).matchAll(/"image":"([^"]+)"/g);
      for (const [, image] of images) {
        // Set by the user of production.
        if (image === 'registry.invalid/takeaways' && overlay === 'production') continue;
        expect(image).toMatch(/(:\d[\w.-]+|@sha256:[0-9a-f]{64})$/);
      }
    }
  });

  it('give the canary the same spec as the app, except for the image and replicas', async () => {
    const objects = await render(mixing('gateway', 'canary', 'redis', 'hpa'));
    const differing = { image: null, replicas: null, enableAutoscaling: null };
    const spec = (name: string) => ({ ...specOf(find(objects, 'SpinApp', name)), ...differing });
    expect(spec('takeaways-canary')).toEqual(spec('takeaways'));
  });

  it('allow traffic only between existing pods and ports', async () => {
    const objects = await render(mixing('gateway', 'ingress', 'redis', 'otel', 'metrics'));
    const pods = objects.flatMap(podsOf);
    const serves = (labels: object, port: string | number) =>
      pods.some((pod) => isPart(labels, pod.labels) && pod.ports.includes(port));

    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(policyOf);
    const ingress = policies.flatMap(({ podSelector, ingress }) =>
      ingress.flatMap(({ ports }) => ports.map(({ port }) => ({ to: podSelector, port }))),
    );
    const egress = policies.flatMap(({ egress }) =>
      egress.flatMap(({ to, ports }) =>
        to
          .filter((peer) => peer.namespaceSelector === undefined)
          .flatMap((peer) => ports.map(({ port }) => ({ to: peer.podSelector, port }))),
      ),
    );
    expect([ingress.length, egress.length]).toEqual([5, 2]);
    for (const { to, port } of [...ingress, ...egress]) {
      expect(serves(to?.matchLabels ?? {}, port), JSON.stringify({ to, port })).toBe(true);
    }
    for (const { podSelector } of policies) {
      const selected = pods.some(({ labels }) => isPart(podSelector.matchLabels ?? {}, labels));
      expect(selected, JSON.stringify(podSelector)).toBe(true);
    }
  });

  it('of bench-spin and bench-container differ only in what runs the app', async () => {
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

  it('of bench-spin and bench-spin-quickjs differ only in the image', async () => {
    const [spin, quickJs] = await Promise.all(
      ['bench-spin', 'bench-spin-quickjs'].map(withoutNamespace),
    );
    const text = JSON.stringify(quickJs).replaceAll('/takeaways-quickjs:', '/takeaways:');
    expect(JSON.parse(text)).toEqual(spin);
  });
});

const specOf = ({ spec }: Manifest): object =>
  typeof spec === 'object' && spec !== null ? spec : {};

const withoutNamespace = async (overlay: string): Promise<Manifest[]> => {
  const text = JSON.stringify(await render(overlay));
  return JSON.parse(text.replaceAll(`takeaways-${overlay}`, 'takeaways'));
};

const labels = z.record(z.string(), z.string());
const selector = z.object({ matchLabels: z.optional(labels) });
const ports = z.array(z.object({ port: z.union([z.string(), z.number()]) }));
const policy = z.object({
  podSelector: selector,
  ingress: z.array(z.object({ ports })).default([]),
  egress: z
    .array(
      z.object({
        ports,
        to: z.array(
          z.object({ podSelector: z.optional(selector), namespaceSelector: z.optional(selector) }),
        ),
      }),
    )
    .default([]),
});
const workload = z.object({
  template: z.object({
    metadata: z.object({ labels }),
    spec: z.object({
      containers: z.array(
        z.object({ ports: z.array(z.object({ name: z.string(), containerPort: z.number() })) }),
      ),
    }),
  }),
});

const fluxKustomization = z.object({
  spec: z.object({
    path: z.string(),
    patches: z.optional(z.array(z.object({ patch: z.string() }))),
  }),
});
type FluxSpec = z.infer<typeof fluxKustomization>['spec'];

const policyOf = ({ spec }: Manifest) => policy.parse(spec);

/** @returns the labels of an object's pods, and their ports by name and number. */
const podsOf = ({ kind, spec }: Manifest) => {
  if (kind === 'SpinApp') {
    const { podLabels } = z.object({ podLabels: labels }).parse(spec);
    return [{ labels: podLabels, ports: ['http-app', 80] }];
  }
  if (kind !== 'Deployment' && kind !== 'StatefulSet') return [];
  const { metadata, spec: pod } = workload.parse(spec).template;
  const open = pod.containers.flatMap((container) => container.ports);
  return [{ labels: metadata.labels, ports: open.flatMap((one) => [one.name, one.containerPort]) }];
};

const isPart = (part: object, whole: Readonly<Record<string, string>>): boolean =>
  Object.entries(part).every(([key, value]) => whole[key] === value);
