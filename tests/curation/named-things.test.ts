import { describe, expect, it } from 'vitest';
import type { Takeaway } from '../../src/dataset/records/schema.js';
import { dataset, takeaway } from './dataset-drafts.js';

/** The texts of a takeaway that a search reads, as they are. */
const searchedText = ({ title, summary, technologies, talk }: Takeaway): string =>
  [
    title,
    summary,
    talk?.title ?? '',
    ...(talk?.speakers ?? []).flatMap(({ name, organisation = '' }) => [name, organisation]),
    ...dataset.technologies
      .filter(({ id }) => technologies.includes(id))
      .flatMap(({ name, aliases }) => [name, ...aliases]),
  ].join('\n');

/** Whether `text` has `word` on its own: "Port" is not found in "Portal". */
const hasWord = (text: string, word: string): boolean => {
  const literal = word.replace(/[.+/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'u').test(text);
};

describe('what a source lists is found together', () => {
  const lists: readonly [what: string, id: string, names: readonly string[]][] = [
    [
      'CNCF projects: named first',
      'cncf-projects-and-maturity-labels',
      ['Kubernetes', 'Prometheus', 'Envoy'],
    ],
    ['CNCF projects: delivery', 'cncf-packaging-and-delivery-projects', ['Helm', 'Flux', 'Argo']],
    ['CNCF projects: IaC', 'opentofu-forks-terraform', ['OpenTofu', 'Terraform', 'HashiCorp']],
    ['CNCF projects: supply chain', 'cncf-supply-chain-projects', ['TUF', 'in-toto']],
    ['CNCF projects: policy', 'cncf-policy-projects', ['Open Policy Agent', 'OPA', 'Kyverno']],
    [
      'labels of CNCF projects',
      'cncf-projects-and-maturity-labels',
      ['Sandbox', 'Incubated', 'Graduated', 'Archived'],
    ],
    [
      'supply chain tools',
      'supply-chain-toolbox',
      [
        'in-toto',
        'Sigstore',
        'cosign',
        'SPIFFE',
        'SPIRE',
        'TUF',
        'Vault',
        'BuildKit',
        'docker buildx',
        'SBOM',
      ],
    ],
    ['means of trust', 'chain-of-trust', ['attestations', 'signatures', 'SBOM']],
    ['CI/CD with SLSA', 'tekton-and-frsca', ['Tekton', 'FRSCA', 'SLSA', 'Secure Software Factory']],
    [
      'image builders',
      'distroless-image-builders',
      [
        'ko build',
        'KB build',
        'Bazel',
        'Chiselled',
        'Buildpacks',
        'Dagger',
        'BuildKit',
        'Nix',
        'apko',
        'Wolfi',
      ],
    ],
    [
      'Helm linters',
      'helm-chart-checkers',
      ['Checkov', 'Datree', 'KICS', 'KubeLinter', 'kubeaudit', 'Kubescape', 'Terrascan'],
    ],
    [
      'platforms and portals',
      'platform-vendors-and-workload-specs',
      [
        'Humanitec',
        'Backstage',
        'Port',
        'Cortex',
        'Kratix',
        'Massdriver',
        'Mia-Platform',
        'Qovery',
        'Score',
        'Radius',
      ],
    ],
    [
      'AI on Kubernetes',
      'kubernetes-adapts-to-ai',
      ['Nvidia', 'GPU', 'Dynamic Resource Allocation', 'DRA', 'KAITO', 'AKS', 'Ollama'],
    ],
    ['AI that operates', 'llmnetes-natural-language-operations', ['LLMnetes', 'CRD']],
    [
      'AI and observability',
      'gen-ai-meets-observability',
      ['OpenLLMetry', 'K8sGPT', 'Logging Operator', 'OpenTelemetry', 'TAG Observability', 'CNAI'],
    ],
    [
      'logging SDKs',
      'opentelemetry-logging-sdks',
      ['C++', '.NET', 'Java', 'PHP', 'Go', 'JavaScript', 'Python', 'Rust', 'Erlang/Elixir'],
    ],
    [
      'network policy objects',
      'admin-network-policy',
      ['NetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'SIG Network'],
    ],
    [
      'network policy plans',
      'network-policy-enhancements',
      ['NPEP', 'DeveloperNetworkPolicy', 'CIDR', 'FQDN'],
    ],
    ['network policy tools', 'policy-assistant', ['Policy Assistant', 'Cyclonus']],
    ['gateways', 'gateway-api-common-interface', ['Traefik', 'Kong', 'Kuma', 'Consul', 'GKE']],
    [
      'IaC beside Crossplane',
      'crossplane-one-gitops-repository',
      ['Terraform', 'Pulumi', 'CloudFormation'],
    ],
    ['admission policies', 'crossplane-admission-policies', ['Gatekeeper', 'Kyverno']],
    [
      'clouds behind Crossplane',
      'crossplane-production-ready',
      ['AWS', 'Azure', 'Google Cloud', 'Upbound'],
    ],
    [
      'mesh without sidecars',
      'istio-ambient-mesh-layers',
      ['Ambient Mesh', 'ztunnel', 'waypoint', 'CNI'],
    ],
    ['mesh and observability', 'cilium-service-mesh-beta', ['Cilium', 'Hubble']],
    [
      'what SpinKube is made of',
      'spinkube-architecture',
      ['Spin', 'SpinKube', 'runwasi', 'containerd', 'Kwasm'],
    ],
    ['Wasm frameworks', 'wasm-microservices-and-edge', ['Spin', 'wasmCloud']],
    ['Wasm plug-ins', 'wasm-plugins-for-envoy-and-dapr', ['Envoy', 'Dapr']],
    [
      'capability providers',
      'wasmcloud-actors-and-providers',
      ['HTTP', 'Postgres', 'AWS S3', 'logging'],
    ],
    [
      'sustainability',
      'sci-score-and-falco-review',
      ['SCI', 'Falco', 'TAG Environmental Sustainability'],
    ],
    ['energy at Deutsche Bahn', 'kepler-carbon-dashboards', ['Kepler', 'Deutsche Bahn']],
    ['autoscaling at Deutsche Bahn', 'deutsche-bahn-right-sizing', ['VPA', 'Deutsche Bahn']],
    ['databases', 'six-database-operators-tested', ['PostgreSQL', 'MySQL', 'MariaDB']],
    [
      'what comes to Flux',
      'flux-goes-on-after-weaveworks',
      ['Weaveworks', 'Notary Project', 'CDEvents', 'OCI'],
    ],
    [
      'release tooling',
      'kubernetes-release-tooling',
      ['OpenBuildService', 'SUSE', 'GitHub Actions', 'pkgs.k8s.io'],
    ],
    ['a draft’s open topics', 'draft-topics-never-written', ['Cilium', 'Pixie', 'slsa.dev']],
    ['a law', 'cyber-resilience-act-liability', ['Cyber Resilience Act', 'CRA']],
  ];

  it.each(lists)('%s: %s', (_, id, names) => {
    const text = searchedText(takeaway(id));

    expect(names.filter((name) => !hasWord(text, name))).toEqual([]);
  });
});
