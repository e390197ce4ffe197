import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

/** The projects whose kinds our manifests use: a Go module, and which of its folders or files define resources. */
const modules = {
  spinkube: ['github.com/spinkube/spin-operator@v0.6.1', ['config/crd/bases']],
  keda: ['github.com/kedacore/keda/v2@v2.21.0', ['config/crd/bases']],
  gateway: ['sigs.k8s.io/gateway-api@v1.6.0', ['config/crd/standard']],
  kyverno: [
    'github.com/kyverno/kyverno@v1.19.1',
    ['config/crds/kyverno', 'config/crds/policies.kyverno.io'],
  ],
  fluxSource: ['github.com/fluxcd/source-controller@v1.9.5', ['config/crd/bases']],
  fluxKustomize: ['github.com/fluxcd/kustomize-controller@v1.9.5', ['config/crd/bases']],
  argo: [
    'github.com/argoproj/argo-cd/v3@v3.5.7',
    ['manifests/crds/application-crd.yaml', 'manifests/crds/applicationset-crd.yaml'],
  ],
  cilium: [
    'github.com/cilium/cilium@v1.20.2',
    ['pkg/k8s/apis/cilium.io/client/crds/v2/ciliumnetworkpolicies.yaml'],
  ],
  externalSecrets: [
    'github.com/external-secrets/external-secrets@v1.3.2',
    ['config/crds/bases/external-secrets.io_externalsecrets.yaml'],
  ],
  crossplane: [
    'github.com/crossplane/crossplane/v2@v2.2.0',
    [
      'cluster/crds/apiextensions.crossplane.io_compositeresourcedefinitions.yaml',
      'cluster/crds/apiextensions.crossplane.io_compositions.yaml',
      'cluster/crds/pkg.crossplane.io_functions.yaml',
      'cluster/crds/pkg.crossplane.io_providers.yaml',
    ],
  ],
  crossplaneHelm: [
    'github.com/crossplane-contrib/provider-helm@v1.2.0',
    ['package/crds/helm.m.crossplane.io_releases.yaml'],
  ],
  networkPolicy: [
    'sigs.k8s.io/network-policy-api@v0.2.0',
    ['config/crd/standard/policy.networking.k8s.io_clusternetworkpolicies.yaml'],
  ],
  istio: ['istio.io/api@v1.31.1', ['kubernetes/customresourcedefinitions.gen.yaml']],
  prometheus: [
    'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    [
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
    ],
  ],
} as const;

const download = z.object({ Dir: z.string() });

/**
 * Downloads a project's Go module, unless Go has it already, and verifies it against Go's checksum database.
 *
 * @param project whose module it is
 * @returns path of the module's root
 * @throws Error if there is no Go, or the module can't be had
 */
export const moduleDirectory = (project: keyof typeof modules): string => {
  const args = ['mod', 'download', '-json', modules[project][0]];
  const answer = execFileSync('go', args, { cwd: tmpdir(), encoding: 'utf8' });
  return download.parse(JSON.parse(answer)).Dir;
};

/** @returns the folders and files with the custom resource definitions of a project */
export const definitionsOf = (project: keyof typeof modules): string[] => {
  const root = moduleDirectory(project);
  return modules[project][1].map((folder) => join(root, folder));
};

/** @returns the folders and files with the custom resource definitions of all projects */
export const definitionDirectories = (): string[] =>
  (Object.keys(modules) as (keyof typeof modules)[]).flatMap(definitionsOf);
