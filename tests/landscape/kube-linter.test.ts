/** KubeLinter on the manifests, with the checks that it has on by default. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import * as z from 'zod';
import { isKubectlInstalled } from '../../harness/control-plane/kubectl.js';
import { mixing, render } from '../../harness/control-plane/overlays.js';
import { deployment } from '../../harness/control-plane/workloads.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  [
    ...(findProgram('kube-linter') ? [] : ['kube-linter']),
    ...(isKubectlInstalled ? [] : ['kubectl']),
  ],
  'Run: .ci/install-landscape kube-linter && .ci/install-kubernetes',
);

const Report = z.object({
  Checks: z.array(z.object({ name: z.string() })),
  Reports: z.nullable(
    z.array(
      z.object({
        Check: z.string(),
        Object: z.object({ K8sObject: z.object({ Name: z.string() }) }),
      }),
    ),
  ),
});

/** @returns the checks that fail, each with the name of its object */
const lint = (objects: readonly object[]) =>
  new Promise<string[]>((resolve, reject) => {
    const file = join(temporaryDirectory(), 'objects.yaml');
    writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
    const args = ['lint', '--format', 'json', file];
    execFile(findProgram('kube-linter') ?? 'kube-linter', args, (_error, stdout, stderr) => {
      const { data } = Report.safeParse(JSON.parse(stdout || 'null'));
      if (data === undefined) return reject(new Error(stderr));
      expect(data.Checks.length).toBeGreaterThan(10);
      resolve((data.Reports ?? []).map((one) => `${one.Check}: ${one.Object.K8sObject.Name}`));
    });
  });

describe.skipIf(skipped)(`KubeLinter${skipped}`, () => {
  it.each([
    ['the overlay production', 'production'],
    ['what adds pods and rules', mixing('ingress', 'redis', 'otel', 'metrics', 'hpa')],
  ])('finds nothing in %s', async (_, overlay) => {
    expect(await lint(await render(overlay))).toEqual([]);
  });

  // It is as the operator makes it for a SpinApp, which has no security context, and serves only comparisons.
  it('finds that the container for comparisons has no security context', async () => {
    expect((await lint(await render('bench-container'))).sort()).toEqual([
      'no-read-only-root-fs: takeaways',
      'run-as-non-root: takeaways',
    ]);
  });

  it('finds what is wrong with a careless Deployment', async () => {
    const careless = deployment('takeaways', ['registry.invalid/takeaways:latest']);
    expect((await lint([careless])).join()).toContain('latest-tag');
  });
});
