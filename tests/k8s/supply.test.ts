import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { apply } from '../../cli/cluster/objects.js';
import { runSteps } from '../../cli/cluster/step.js';
import { context } from '../../cli/cluster/versions.js';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { type Kubectl, kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig') ?? '';
const missing = kubeconfig === '';
const skipped = skipReason(missingPrograms, 'Run: .ci/install-kubernetes');

const kustomization = async (folder: string): Promise<string> =>
  output(await kubectlFor()(['kustomize', join('k8s', folder)]));

describe.skipIf(missing)(`The API server${skipped}`, () => {
  const kubectl: Kubectl = (...call) => kubectlFor(kubeconfig)(...call);
  const applying = (manifests: string) =>
    kubectl(['apply', '--server-side', '--validate=strict', '--dry-run=server', '-f-'], manifests);
  const namespaces = ['flux-system', 'argocd'];
  const asObject = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

  beforeAll(async () => {
    const list = { apiVersion: 'v1', kind: 'List', items: namespaces.map(asObject) };
    output(await kubectl(['apply', '--server-side', '-f-'], JSON.stringify(list)));
  });
  afterAll(async () => {
    output(await kubectl(['delete', 'namespace', ...namespaces, '--timeout=110s']));
  });

  it.each(['policy', 'flux', 'argocd'])('accepts the objects of k8s/%s', async (folder) => {
    expect(output(await applying(await kustomization(folder)))).toContain('serverside-applied');
  });

  it.each([
    ['policy', 'verifyDigest', 'verifyDigests'],
    ['flux', 'matchOIDCIdentity', 'matchIdentity'],
    ['flux', 'provider: cosign', 'provider: trust'],
    ['argocd', 'selfHeal', 'healSelf'],
  ])('refuses the objects of k8s/%s with %s misspelt as %s', async (folder, right, wrong) => {
    const mistaken = (await kustomization(folder)).replace(right, wrong);
    expect(await applying(mistaken)).toMatchObject({ ok: false });
  });
});

describe.skipIf(missing)(`A step of the cluster tools that applies objects${skipped}`, () => {
  const directory = temporaryDirectory();
  const before = { KUBECONFIG: process.env.KUBECONFIG, PATH: process.env.PATH };
  const configMap = (value: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: steps, namespace: default}\ndata: {value: ${value}}`;

  beforeAll(() => {
    const renamed = readFileSync(kubeconfig, 'utf8').replaceAll('"test"', `"${context}"`);
    process.env.KUBECONFIG = join(directory, 'kubeconfig');
    writeFileSync(process.env.KUBECONFIG, renamed);
    process.env.PATH = [dirname(findProgram('kubectl') ?? ''), before.PATH].join(delimiter);
  });
  afterAll(() => {
    process.env.PATH = before.PATH;
    delete process.env.KUBECONFIG;
    if (before.KUBECONFIG) process.env.KUBECONFIG = before.KUBECONFIG;
  });

  it('runs once, and again when they change', async () => {
    const changes = async (value: string) =>
      (await runSteps([apply('Apply', '-f -', configMap(value))], false)).changed;
    expect([await changes('one'), await changes('one'), await changes('two')]).toEqual([1, 0, 1]);
  });
});
