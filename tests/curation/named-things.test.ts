import { describe, expect, it } from 'vitest';
import type { Takeaway } from '../../src/dataset/records/schema.js';
import { dataset } from './dataset-drafts.js';

/** The texts of a takeaway that search indexes. */
const searchedText = ({ title, summary, technologies, talk }: Takeaway): string =>
  [
    title,
    summary,
    talk?.title ?? '',
    ...(talk?.speakers ?? []).flatMap(({ name, organisation = '' }) => [name, organisation]),
    ...dataset.technologies
      .filter(({ id }) => technologies.includes(id))
      .flatMap(({ name, aliases, search_terms = [] }) => [name, ...aliases, ...search_terms]),
  ].join('\n');

/** Whole words only: "Port" is not in "Portal". */
const hasWord = (text: string, word: string): boolean => {
  const literal = word.replace(/[.+/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'u').test(text);
};

/** What the sources list: projects, standards, vendors, people's terms. */
const listed = `
Kubernetes, Prometheus, Envoy, Sandbox, Incubated, Graduated, Archived, Helm, Flux, Argo,
OpenTofu, Terraform, HashiCorp, TUF, in-toto, Open Policy Agent, OPA, Kyverno, Sigstore,
cosign, SPIFFE, SPIRE, Vault, BuildKit, docker buildx, SBOM, attestations, signatures,
Tekton, FRSCA, SLSA, Secure Software Factory, Bazel, Chiselled, Buildpacks,
Dagger, Nix, apko, Wolfi, Checkov, Datree, KICS, KubeLinter, kubeaudit, Kubescape,
Terrascan, Humanitec, Backstage, Port, Cortex, Kratix, Massdriver, Mia-Platform, Qovery,
Score, Radius, Nvidia, GPU, Dynamic Resource Allocation, DRA, KAITO, AKS, Ollama,
LLMnetes, CRD, OpenLLMetry, K8sGPT, Logging Operator, OpenTelemetry, TAG Observability,
CNAI, C++, .NET, Java, PHP, Go, JavaScript, Python, Rust, Erlang/Elixir, NetworkPolicy,
AdminNetworkPolicy, BaselineAdminNetworkPolicy, SIG Network, NPEP, DeveloperNetworkPolicy,
CIDR, FQDN, Policy Assistant, Cyclonus, Traefik, Kong, Kuma, Consul, GKE, Pulumi,
CloudFormation, Gatekeeper, AWS, Azure, Google Cloud, Upbound, Ambient Mesh, ztunnel,
waypoint, CNI, Cilium, Hubble, Spin, SpinKube, runwasi, containerd, Kwasm, wasmCloud,
Dapr, HTTP, Postgres, AWS S3, logging, SCI, Falco, TAG Environmental Sustainability,
Kepler, Deutsche Bahn, VPA, PostgreSQL, MySQL, MariaDB, Weaveworks, Notary Project,
CDEvents, OCI, OpenBuildService, SUSE, GitHub Actions, pkgs.k8s.io, Cyber Resilience Act,
CRA
`;

describe('everything that a source lists is found', () => {
  const texts = dataset.takeaways.map(searchedText);

  it.each(listed.trim().split(/,\s+/))('by %s', (name) => {
    expect(texts.some((text) => hasWord(text, name))).toBe(true);
  });
});
