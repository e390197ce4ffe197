/** Polaris on the manifests, with the checks that k8s/polaris.yaml refuses. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { isKubectlInstalled, output } from '../../harness/control-plane/kubectl.js';
import { mixing, render } from '../../harness/control-plane/overlays.js';
import { deployment } from '../../harness/control-plane/workloads.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';
import { run } from '../support/run.js';

const skipped = skipReason(
  [...(findProgram('polaris') ? [] : ['polaris']), ...(isKubectlInstalled ? [] : ['kubectl'])],
  'Get it: https://github.com/FairwindsOps/polaris, and run: .ci/install-kubernetes',
);

const Checks = z.record(z.string(), z.object({ ID: z.string(), Success: z.boolean() }));
const Report = z.object({
  ClusterInfo: z.object({ Controllers: z.number() }),
  Results: z.array(
    z.object({
      Name: z.string(),
      Results: Checks,
      PodResult: z.nullish(
        z.object({ Results: Checks, ContainerResults: z.array(z.object({ Results: Checks })) }),
      ),
    }),
  ),
});

/** @returns the checks that fail, each with the name of its object */
const audit = async (objects: readonly object[], ...args: readonly string[]) => {
  const file = join(temporaryDirectory(), 'objects.yaml');
  writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
  const told = await run('polaris', ['audit', `--audit-path=${file}`, '--format=json', ...args]);
  const report = Report.parse(JSON.parse(output(told)));
  expect(report.ClusterInfo.Controllers).toBeGreaterThan(0);
  return report.Results.flatMap(({ Name, Results, PodResult }) =>
    [Results, PodResult?.Results, ...(PodResult?.ContainerResults ?? []).map((one) => one.Results)]
      .flatMap((checks) => Object.values(checks ?? {}))
      .filter(({ Success }) => !Success)
      .map(({ ID }) => `${ID}: ${Name}`),
  );
};
const ours = ['--merge-config', '--config=k8s/polaris.yaml'];

describe.skipIf(skipped)(`Polaris${skipped}`, () => {
  it.each([
    ['the overlay production', 'production'],
    ['what adds pods and rules', mixing('ingress', 'redis', 'otel', 'metrics', 'hpa')],
  ])('finds nothing in %s', async (_, overlay) => {
    expect(await audit(await render(overlay), ...ours)).toEqual([]);
  });

  it('would find each of the refused checks there', async () => {
    const found = await audit(await render('production'));
    const { checks } = z
      .object({ checks: z.record(z.string(), z.literal('ignore')) })
      .parse(parse(readFileSync('k8s/polaris.yaml', 'utf8')));
    const kinds = new Set(found.map((check) => check.replace(/:.*/, '')));
    expect([...kinds].sort()).toEqual(Object.keys(checks).sort());
  });

  it('finds what is wrong with a careless Deployment', async () => {
    const careless = deployment('takeaways', ['registry.invalid/takeaways:latest']);
    const found = await audit([careless], ...ours);
    expect(found).toContain('tagNotSpecified: app');
    expect(found).toContain('runAsRootAllowed: app');
  });
});
