/** The network policies by the Policy Assistant of SIG Network: a second opinion on what goes through. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { V1NetworkPolicy, V1NetworkPolicyPort } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
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

describe.skipIf(skipped)(`The Policy Assistant${skipped}`, () => {
  it(`allows, of ${flows.length} flows, those that go through`, async () => {
    const policies = join(temporaryDirectory(), 'policies');
    mkdirSync(policies);
    const objects = await render(mixing(...components));
    for (const object of objects.filter(({ kind }) => kind === 'NetworkPolicy')) {
      const name = `${object.metadata?.name}.yaml`;
      writeFileSync(join(policies, name), stringify(completed(object as V1NetworkPolicy)));
    }
    const verdicts = flows.map((flow) => [flow, verdictOn(policies, flow)] as const);
    expect(new Set(verdicts.map(([, verdict]) => verdict))).toEqual(new Set(['Allowed', 'Denied']));
    const through = verdicts.filter(([, verdict]) => verdict === 'Allowed').map(([flow]) => flow);
    expect(through.sort()).toEqual([...allowed].sort());
  });
});
