/** `istioctl analyze` on what components/istio adds. Without a cluster it finds little but fields that do not exist. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { isKubectlInstalled } from '../../harness/control-plane/kubectl.js';
import { find, type Manifest, mixing, render } from '../../harness/control-plane/overlays.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';
import { run } from '../support/run.js';

const skipped = skipReason(
  [...(findProgram('istioctl') ? [] : ['istioctl']), ...(isKubectlInstalled ? [] : ['kubectl'])],
  'Get it: https://github.com/istio/istio/releases, and run: .ci/install-kubernetes',
);

const analyze = (objects: readonly object[]) => {
  const file = join(temporaryDirectory(), 'objects.yaml');
  writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
  return run('istioctl', ['analyze', '--use-kube=false', '--color=false', file]);
};
const ours = (): Promise<Manifest[]> => render(mixing('gateway', 'istio'));
/** @returns the objects, with other fields in the policy for HTTP methods */
const withPolicy = async (fields: object): Promise<object[]> => {
  const objects = await ours();
  const policy = find(objects, 'AuthorizationPolicy', 'takeaways');
  return objects.map((object) => (object === policy ? { ...policy, spec: fields } : object));
};

describe.skipIf(skipped)(`istioctl${skipped}`, () => {
  it('finds nothing in the component istio', async () => {
    const { ok, stdout, stderr } = await analyze(await ours());
    expect(ok, stdout + stderr).toBe(true);
    expect(stdout + stderr).toContain('No validation issues found');
  });

  it('finds an action that does not exist', async () => {
    const { ok, stderr } = await analyze(await withPolicy({ action: 'PERMIT' }));
    expect(ok).toBe(false);
    expect(stderr).toContain('unknown value "\\"PERMIT\\""');
  });
});
