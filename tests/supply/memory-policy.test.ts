/** The policies for memory, as Kyverno itself applies them. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { isKubectlInstalled } from '../../harness/control-plane/kubectl.js';
import { find, mixing, render } from '../../harness/control-plane/overlays.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const skipped =
  skipReason(findProgram('kyverno') ? [] : ['kyverno'], 'Run: .ci/install-supply') ||
  skipReason(isKubectlInstalled ? [] : ['kubectl'], 'Run: .ci/install-kubernetes');

const clusterWide = `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../../memory]
`;

describe.skipIf(skipped)(`Kyverno${skipped}`, () => {
  it.each([
    ['MutatingPolicy', 'the whole cluster', clusterWide],
    ['NamespacedMutatingPolicy', 'one namespace', mixing('memory')],
  ])('sets by the %s, for %s, what Spin keeps', async (kind, _, overlay) => {
    const directory = temporaryDirectory();
    const write = (name: string, object: object): string => {
      const path = join(directory, name);
      writeFileSync(path, stringify(object));
      return path;
    };
    const policy = write('policy.yaml', find(await render(overlay), kind, 'takeaways-memory'));
    const pod = (runtimeClassName?: string) =>
      write(`pod-${runtimeClassName}.yaml`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'pod', namespace: 'takeaways' },
        spec: { runtimeClassName, containers: [{ name: 'app', image: 'app' }] },
      });
    const apply = async (resource: string) => {
      const args = ['apply', policy, '--resource', resource, '--remove-color'];
      return (await promisify(execFile)(findProgram('kyverno') ?? 'kyverno', args)).stdout;
    };
    expect(await apply(pod('wasmtime-spin-v2'))).toMatch(
      /- name: SPIN_WASMTIME_LINEAR_MEMORY_KEEP_RESIDENT\s+value: "0"/,
    );
    expect(await apply(pod())).not.toContain('KEEP_RESIDENT');
  });
});
