/** Objects of kinds by other projects, against their definitions in a real API server. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { type Kubectl, kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { type Manifest, mixing, render } from '../../harness/control-plane/overlays.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig') ?? '';
const missing = kubeconfig === '';
const skipped = skipReason(missingPrograms, 'Run: .ci/install-kubernetes');

const namespace = 'takeaways-meshes';

/** @returns what a component adds to the base and these components, in the namespace of these tests, as JSON */
const added = async (component: string, ...to: readonly string[]): Promise<string> => {
  const before = (await render(mixing(...to))).map(keyOf);
  const items = (await render(mixing(...to, component)))
    .filter((object) => !before.includes(keyOf(object)))
    .map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
};
const keyOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata?.name}`;

describe.skipIf(missing)(`The API server${skipped}`, () => {
  const kubectl: Kubectl = (...call) => kubectlFor(kubeconfig)(...call);
  const applying = (manifests: string) =>
    kubectl(['apply', '--server-side', '--validate=strict', '--dry-run=server', '-f-'], manifests);

  beforeAll(async () => {
    output(await kubectl(['create', 'namespace', namespace]));
  });
  afterAll(async () => {
    output(await kubectl(['delete', 'namespace', namespace, '--timeout=110s']));
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['cilium', ['gateway'], ['ciliumnetworkpolicy.cilium.io/takeaways-http']],
    ['istio', ['gateway'], ['authorizationpolicy.security.istio.io/takeaways', '/waypoint ']],
    ['external-secret', [], ['externalsecret.external-secrets.io/takeaways-publish']],
    [
      'metrics',
      ['otel'],
      ['prometheusrule.monitoring.coreos.com/', 'servicemonitor.monitoring.coreos.com/'],
    ],
  ])('accepts what the component %s adds to %s', async (component, to, kinds) => {
    const applied = output(await applying(await added(component, ...to)));
    for (const kind of kinds) expect(applied).toContain(kind);
  });

  it.each<[string, readonly string[], string, string]>([
    ['cilium', ['gateway'], 'fromEndpoints', 'fromEndpoint'],
    ['istio', ['gateway'], '"ALLOW"', '"PERMIT"'],
    ['external-secret', [], 'secretStoreRef', 'storeRef'],
    ['metrics', ['otel'], '"expr"', '"query"'],
  ])('refuses what the component %s adds to %s, with %s misspelt', async (...given) => {
    const [component, to, right, wrong] = given;
    const mistaken = (await added(component, ...to)).replace(right, wrong);
    expect(await applying(mistaken)).toMatchObject({ ok: false });
  });

  it('accepts the ApplicationSet for several clusters', async () => {
    const text = readFileSync('k8s/argocd/applicationset.yaml', 'utf8');
    const placed = text.replace(
      'name: takeaways\n',
      `name: takeaways\n  namespace: ${namespace}\n`,
    );
    expect(output(await applying(placed))).toContain('applicationset.argoproj.io/takeaways');
  });

  it('accepts what Crossplane is told', async () => {
    const told = output(await kubectl(['kustomize', 'k8s/crossplane']));
    const applied = output(await applying(told));
    expect(applied).toContain('compositeresourcedefinition.apiextensions.crossplane.io/');
    expect(applied).toContain('composition.apiextensions.crossplane.io/takeaways');
    expect(await applying(told.replace('mode: Pipeline', 'mode: Pipe'))).toMatchObject({
      ok: false,
    });
  });

  it('gets no policy that allows the gateway everything, beside that of Cilium', async () => {
    const names = (await render(mixing('gateway', 'cilium'))).map(keyOf);
    expect(names).not.toContain('NetworkPolicy takeaways-from-gateway');
  });
});
