/** The network policies by the Policy Assistant of SIG Network: a second opinion on what goes through. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  KubernetesObject,
  V1NetworkPolicy,
  V1NetworkPolicyPort,
} from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { isKubectlInstalled } from '../../harness/control-plane/kubectl.js';
import { mixing, render } from '../../harness/control-plane/overlays.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import {
  allowed,
  components,
  type Flow,
  flows,
  type Member,
  members,
  type Name,
  underClusterPolicies,
} from '../node/network-policies/flows.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  [
    ...(findProgram('policy-assistant') ? [] : ['policy-assistant']),
    ...(isKubectlInstalled ? [] : ['kubectl']),
  ],
  'Get it: https://github.com/kubernetes-sigs/network-policy-api, and run: .ci/install-kubernetes',
);

const numbers = new Map<unknown, number>(
  Object.values<Member>(members).flatMap(({ ports = {} }) => Object.entries(ports)),
);

/** As the API server completes it, and with numbers for the names of ports, which the walkthrough never matches. */
const completed = (policy: V1NetworkPolicy): V1NetworkPolicy => {
  const resolved = ({ port, ...rest }: V1NetworkPolicyPort): V1NetworkPolicyPort => {
    const number = numbers.get(port) ?? port;
    if (typeof number !== 'number') throw new Error(`No member has the port ${port}.`);
    return { protocol: 'TCP', ...rest, port: number };
  };
  const rules = <Rule extends { ports?: V1NetworkPolicyPort[] }>(some: readonly Rule[] = []) =>
    some.map((rule) => ({ ...rule, ports: (rule.ports ?? []).map(resolved) }));
  const { spec } = policy;
  if (!spec) throw new Error(`The policy ${policy.metadata?.name} has no spec.`);
  return { ...policy, spec: { ...spec, ingress: rules(spec.ingress), egress: rules(spec.egress) } };
};

const peerOf = (name: Name) => {
  const { namespace, labels = {} }: Member = members[name];
  return {
    Internal: {
      PodLabels: labels,
      Namespace: namespace,
      NamespaceLabels: { 'kubernetes.io/metadata.name': namespace },
    },
    IP: '192.0.2.1', // No policy of ours has addresses.
  };
};

const trafficOf = (flow: Flow) => {
  const [from, , to, protocol, port] = flow.split(' ');
  return {
    Source: peerOf(from as Name),
    Destination: peerOf(to as Name),
    Protocol: protocol?.toUpperCase(),
    ResolvedPort: Number(port),
  };
};

/** @returns its verdict on a flow */
const verdictOn = (policies: string, flow: Flow): string | undefined => {
  const traffic = join(temporaryDirectory(), 'traffic.json');
  writeFileSync(traffic, JSON.stringify([trafficOf(flow)]));
  const printed = execFileSync(
    findProgram('policy-assistant') ?? 'policy-assistant',
    ['analyze', '--mode=walkthrough', `--policy-path=${policies}`, `--traffic-path=${traffic}`],
    { encoding: 'utf8', stdio: 'pipe' },
  );
  return /\| (Allowed|Denied) /.exec(printed)?.[1];
};

/** @returns the flows that it allows under these policies */
const allowedBy = (...policies: readonly KubernetesObject[]): Flow[] => {
  const folder = join(temporaryDirectory(), 'policies');
  mkdirSync(folder);
  for (const policy of policies) {
    writeFileSync(join(folder, `${policy.kind}-${policy.metadata?.name}.yaml`), stringify(policy));
  }
  const verdicts = flows.map((flow) => [flow, verdictOn(folder, flow)] as const);
  expect(new Set(verdicts.map(([, verdict]) => verdict))).toEqual(new Set(['Allowed', 'Denied']));
  return verdicts.flatMap(([flow, verdict]) => (verdict === 'Allowed' ? [flow] : [])).sort();
};

const ours = async (): Promise<V1NetworkPolicy[]> =>
  (await render(mixing(...components)))
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map((object) => completed(object as V1NetworkPolicy));

const everything: V1NetworkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'everything', namespace: 'takeaways' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
};

const Port = z.object({ destinationPort: z.object({ number: z.number() }) });
const Peer = z.strictObject({
  namespaces: z.optional(z.unknown()),
  pods: z.optional(z.object({ namespaceSelector: z.unknown(), podSelector: z.unknown() })),
});
const Rule = z.strictObject({
  name: z.string(),
  from: z.optional(z.array(Peer)),
  to: z.optional(z.array(Peer)),
  action: z.enum(['Accept', 'Deny', 'Pass']),
  protocols: z.optional(z.array(z.object({ tcp: z.optional(Port), udp: z.optional(Port) }))),
});
const ClusterPolicy = z.object({
  spec: z.object({
    tier: z.enum(['Admin', 'Baseline']),
    priority: z.number(),
    subject: z.unknown(),
    ingress: z.array(Rule),
    egress: z.array(Rule),
  }),
});

/** A policy of the cluster as the kinds had it before they became one, which are those that the program knows. */
const asBefore = (file: string): KubernetesObject => {
  const text = readFileSync(`k8s/cluster-network-policy/${file}`, 'utf8');
  const { tier, priority, subject, ...rules } = ClusterPolicy.parse(parse(text)).spec;
  const before = ({ name, action, protocols, from, to }: z.infer<typeof Rule>) => ({
    name,
    ...(from && { from: from.map(peerBefore) }),
    ...(to && { to: to.map(peerBefore) }),
    action: action === 'Accept' ? 'Allow' : action,
    ...(protocols && { ports: protocols.flatMap(portsOf) }),
  });
  const spec = {
    subject,
    ingress: rules.ingress.map(before),
    egress: rules.egress.map(before),
    ...(tier === 'Admin' && { priority }),
  };
  const kind = tier === 'Admin' ? 'AdminNetworkPolicy' : 'BaselineAdminNetworkPolicy';
  const metadata = { name: 'default' };
  return Object.assign(
    { apiVersion: 'policy.networking.k8s.io/v1alpha1', kind, metadata },
    { spec },
  );
};
const peerBefore = ({ namespaces, pods }: z.infer<typeof Peer>) =>
  pods
    ? {
        pods: {
          namespaces: { namespaceSelector: pods.namespaceSelector },
          podSelector: pods.podSelector,
        },
      }
    : { namespaces: { namespaceSelector: namespaces } };
const portsOf = (protocol: Readonly<Record<string, z.infer<typeof Port> | undefined>>) =>
  Object.entries(protocol).flatMap(([name, port]) =>
    port
      ? [{ portNumber: { protocol: name.toUpperCase(), port: port.destinationPort.number } }]
      : [],
  );

describe.skipIf(skipped)(`The Policy Assistant${skipped}`, () => {
  it(`allows, of ${flows.length} flows, those that go through`, async () => {
    expect(allowedBy(...(await ours()))).toEqual([...allowed].sort());
  });

  it.each<[keyof typeof underClusterPolicies, () => Promise<V1NetworkPolicy[]> | []]>([
    ['its own policies', ours],
    ['a policy that allows everything', async () => [everything]],
    ['no policy', () => []],
  ])(
    'allows those under the policies of the cluster, where the namespace has %s',
    async (...one) => {
      const [has, policies] = one;
      const cluster = ['admin.yaml', 'baseline.yaml'].map(asBefore);
      expect(allowedBy(...cluster, ...(await policies()))).toEqual(
        [...underClusterPolicies[has]].sort(),
      );
    },
  );
});
