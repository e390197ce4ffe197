import { describe, expect, it } from 'vitest';
import type { Takeaway } from '../../src/dataset/records/schema.js';
import { dataset, takeaway } from './dataset-drafts.js';

/** The texts of a takeaway that search indexes. */
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

/** Whole words only: "Port" is not in "Portal". */
const hasWord = (text: string, word: string): boolean => {
  const literal = word.replace(/[.+/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'u').test(text);
};

describe('everything that a source lists is found', () => {
  const lists: Readonly<Record<string, string>> = {
    'cncf-projects-and-maturity-labels':
      'Kubernetes, Prometheus, Envoy, Sandbox, Incubated, Graduated, Archived',
    'cncf-packaging-and-delivery-projects': 'Helm, Flux, Argo',
    'opentofu-forks-terraform': 'OpenTofu, Terraform, HashiCorp',
    'cncf-supply-chain-projects': 'TUF, in-toto',
    'cncf-policy-projects': 'Open Policy Agent, OPA, Kyverno',
    'supply-chain-toolbox':
      'in-toto, Sigstore, cosign, SPIFFE, SPIRE, TUF, Vault, BuildKit, docker buildx, SBOM',
    'chain-of-trust': 'attestations, signatures, SBOM',
    'tekton-and-frsca': 'Tekton, FRSCA, SLSA, Secure Software Factory',
    'distroless-image-builders':
      'ko build, KB build, Bazel, Chiselled, Buildpacks, Dagger, BuildKit, Nix, apko, Wolfi',
    'helm-chart-checkers': 'Checkov, Datree, KICS, KubeLinter, kubeaudit, Kubescape, Terrascan',
    'platform-vendors-and-workload-specs':
      'Humanitec, Backstage, Port, Cortex, Kratix, Massdriver, Mia-Platform, Qovery, Score, Radius',
    'kubernetes-adapts-to-ai': 'Nvidia, GPU, Dynamic Resource Allocation, DRA, KAITO, AKS, Ollama',
    'llmnetes-natural-language-operations': 'LLMnetes, CRD',
    'gen-ai-meets-observability':
      'OpenLLMetry, K8sGPT, Logging Operator, OpenTelemetry, TAG Observability, CNAI',
    'opentelemetry-logging-sdks':
      'C++, .NET, Java, PHP, Go, JavaScript, Python, Rust, Erlang/Elixir',
    'admin-network-policy':
      'NetworkPolicy, AdminNetworkPolicy, BaselineAdminNetworkPolicy, SIG Network',
    'network-policy-enhancements': 'NPEP, DeveloperNetworkPolicy, CIDR, FQDN',
    'policy-assistant': 'Policy Assistant, Cyclonus',
    'gateway-api-common-interface': 'Traefik, Kong, Kuma, Consul, GKE',
    'crossplane-one-gitops-repository': 'Terraform, Pulumi, CloudFormation',
    'crossplane-admission-policies': 'Gatekeeper, Kyverno',
    'crossplane-production-ready': 'AWS, Azure, Google Cloud, Upbound',
    'istio-ambient-mesh-layers': 'Ambient Mesh, ztunnel, waypoint, CNI',
    'cilium-service-mesh-beta': 'Cilium, Hubble',
    'spinkube-architecture': 'Spin, SpinKube, runwasi, containerd, Kwasm',
    'wasm-microservices-and-edge': 'Spin, wasmCloud',
    'wasm-plugins-for-envoy-and-dapr': 'Envoy, Dapr',
    'wasmcloud-actors-and-providers': 'HTTP, Postgres, AWS S3, logging',
    'sci-score-and-falco-review': 'SCI, Falco, TAG Environmental Sustainability',
    'kepler-carbon-dashboards': 'Kepler, Deutsche Bahn',
    'deutsche-bahn-right-sizing': 'VPA, Deutsche Bahn',
    'six-database-operators-tested': 'PostgreSQL, MySQL, MariaDB',
    'flux-goes-on-after-weaveworks': 'Weaveworks, Notary Project, CDEvents, OCI',
    'kubernetes-release-tooling': 'OpenBuildService, SUSE, GitHub Actions, pkgs.k8s.io',
    'draft-topics-never-written': 'Cilium, Pixie, slsa.dev',
    'cyber-resilience-act-liability': 'Cyber Resilience Act, CRA',
  };

  it.each(Object.entries(lists))('by %s: %s', (id, names) => {
    const text = searchedText(takeaway(id));

    expect(names.split(', ').filter((name) => !hasWord(text, name))).toEqual([]);
  });
});
