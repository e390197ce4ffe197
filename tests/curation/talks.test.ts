import { describe, expect, it } from 'vitest';
import { dataset } from './dataset-drafts.js';

describe('the ten talks recommended by one source', () => {
  const talks: readonly [title: string, ...speakers: string[]][] = [
    ["It's Not Just About SBOMs: Perspectives on Cloud Native Supply Chain Security"],
    [
      'OCI as a Standard for ML Artifact Storage and Retrieval',
      'Peyman Norouzi, Bloomberg',
      'Eric Koepfle, Bloomberg',
    ],
    ['Lessons Learned from Generating 100M SBOMs: Google’s Approach to SBOM Compliance'],
    ['The IaC Evolution – on Open Source & Everything Else'],
    [
      'Operating a Production TUF Repository',
      'Kairo De Araujo, TestifySec',
      'Fredrik Skogman, GitHub',
    ],
    ['GitOps Continuous Delivery at Scale with Flux', 'Stefan Prodan'],
    [
      'Open Policy Agent (OPA) Intro & Deep Dive',
      'Anders Eknert, Styra',
      'Xander Grzywinski, Microsoft',
    ],
    ['Building Container Images the Modern Way', 'Adrian Mouat, Chainguard'],
    [
      'VEXinating Your Container Images: The European Way',
      'Dina Truxius, Federal Office for Information Security (BSI)',
      'Jose Antonio Carmona Fombella, VMware',
    ],
    ['Kubernetes Maintainers Read Mean Comments', 'Tim Hockin', 'Davanum Srinivas'],
  ];

  it('are all recorded, in order, with their speakers', () => {
    const recommended = dataset.takeaways
      .filter(({ source }) => source.section === 'My Top 10 Talks From KubeCon')
      .flatMap(({ talk }) => talk ?? [])
      .map(({ title, speakers }) => [
        title,
        ...speakers.map(({ name, organisation }) =>
          organisation ? `${name}, ${organisation}` : name,
        ),
      ]);

    expect(recommended).toEqual(talks);
  });
});

describe('the talks of the other 2024 source', () => {
  const talks: readonly [title: string, speakers: string][] = [
    ['Self-Hosted LLMs on Kubernetes: A Practical Guide', 'Veeradhi Duggal'],
    ['Future of Intelligent Cluster Ops: LLM-Azing Kubernetes Controllers', 'Kakodkar Hilaly'],
    ['Future of Application Delivery in a Containerized World', 'Hykes'],
    ['Building Container Images the Modern Way', 'Mouat'],
    [
      'Misconfigurations in Helm Charts: How Far Are We from Automated Detection and Mitigation?',
      'Minna Blaise',
    ],
    ['GitOps Continuous Delivery at Scale with Flux', 'Prodan'],
    ['Leveling up Wasm Support in Kubernetes', 'Butcher'],
    ['Building IT Green: A Journey of Platforms, Data, and Developer Empowerment', ''],
    ['TAG Environmental Sustainability', 'Turi Devochko'],
    [
      'OpenTelemetry: Project Updates, Next Steps, and AMA',
      'Neumann Parker Stalnaker Blanco Sharma',
    ],
    [
      'Observability TAG: A Review and the Rise of Gen-AI Observability',
      'Sharma Young Samuel Płotka',
    ],
    ['Crossplane Intro and Deep Dive', 'Watts Scorsolini'],
    ['The IaC Evolution – on Open Source & Everything Else', 'Zitzman Walls Francchi Hykes Bibi'],
    ['The State of Backstage in 2024', 'Lambert Oldsberg'],
    ['Boosting Developer Platform Teams with Product Thinking', 'Coffman'],
    ['10 Years of Kubernetes Patterns Evolution', 'Ibryam Huss'],
    ['Planning for Maturity: SIG Release’s Revamp', 'Veytia Cosgrove Panato Sandoval'],
    ['The Future of Network Policy with AdminNetworkPolicy', 'Seetharaman Stoycos Gregory'],
    ['Comparing Sidecar-Less Service Mesh from Cilium and Istio', 'Posta'],
    ['We Tested and Compared 6 Database Operators', 'Petazzoni Buisine'],
    ['Cloud Native Storage: The CNCF Storage TAG', 'Spazzoli Chircop'],
    ['Choose Your Own Adventure: The Struggle for Security', 'Lee Farcic'],
  ];

  it.each(talks)('%s: %s', (title, speakers) => {
    const talk = dataset.takeaways
      .filter(({ source }) => source.id === 'albou-kubecon-2024')
      .find(({ talk }) => talk?.title.includes(title))?.talk;

    expect(talk?.speakers.map(({ name }) => name.split(' ').at(-1)).join(' ')).toBe(speakers);
  });
});
