/** The network policies of our manifests in real traffic, enforced by the Kubernetes project's own program. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { definitionsOf } from '../../harness/control-plane/schemas.js';
import { findProgram } from '../../lib/programs.js';
import { allowed, flows, underClusterPolicies } from './network-policies/flows.js';

const missing = [
  ...missingPrograms.map((name) => `${name} (.ci/install-kubernetes)`),
  ...Object.entries({
    ip: 'apt-get install iproute2',
    iptables: 'apt-get install iptables',
    'kube-network-policies': '.ci/install-landscape kube-network-policies',
    nft: 'apt-get install nftables',
    nsenter: 'apt-get install util-linux',
    unshare: 'apt-get install util-linux',
  })
    .filter(([program]) => !findProgram(program))
    .map(([program, how]) => `${program} (${how})`),
  ...(process.getuid?.() === 0 ? [] : ['the rights of root on Linux']),
];
const skipped = missing.length > 0 ? ` (SKIPPED: missing ${missing.join(', ')})` : '';

const report = z.object({
  without: z.array(z.string()),
  enforced: z.array(z.string()),
  cluster: z.record(z.string(), z.array(z.string())),
  log: z.array(z.string()),
});

describe.skipIf(missing.length > 0)(
  `${flows.length} flows to and from the app, its store and its collector${skipped}`,
  () => {
    let result: z.infer<typeof report>;
    beforeAll(async () => {
      // Everything happens in namespaces that end with this command, so nothing of this machine is changed.
      const namespaces = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
      const script = ['--import', 'tsx', 'tests/node/network-policies/enforced.ts'];
      const definition = definitionsOf('networkPolicy');
      const { stdout } = await promisify(execFile)('unshare', [
        ...namespaces,
        process.execPath,
        ...script,
        ...definition,
      ]);
      result = report.parse(JSON.parse(stdout));
    });

    it('all go through while nothing enforces the policies', () => {
      expect(result.without).toEqual([...flows].sort());
    });

    it('go through if a policy allows them, and no other does', () => {
      expect(result.enforced, result.log.join('\n')).toEqual([...allowed].sort());
    });

    it.each(Object.entries(underClusterPolicies))(
      'go through where policies of the cluster let the namespace, which has %s',
      (has, through) => {
        expect(result.cluster[has], result.log.join('\n')).toEqual([...through].sort());
      },
    );
  },
);
