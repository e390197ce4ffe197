/** Checkov on the manifests, with the checks that k8s/checkov.yaml accepts to fail. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { isKubectlInstalled } from '../../harness/control-plane/kubectl.js';
import { render } from '../../harness/control-plane/overlays.js';
import { deployment } from '../../harness/control-plane/workloads.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  [...(findProgram('checkov') ? [] : ['checkov']), ...(isKubectlInstalled ? [] : ['kubectl'])],
  'Run: .ci/install-landscape checkov && .ci/install-kubernetes',
);

const config = 'k8s/checkov.yaml';
const Report = z.object({
  summary: z.object({ passed: z.number(), resource_count: z.number() }),
  results: z.object({
    failed_checks: z.array(z.object({ check_id: z.string(), resource: z.string() })),
  }),
});

const check = (objects: readonly object[], ...args: readonly string[]) =>
  new Promise<z.infer<typeof Report>>((resolve, reject) => {
    const file = join(temporaryDirectory(), 'objects.yaml');
    writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
    execFile(
      findProgram('checkov') ?? 'checkov',
      [...args, '--file', file, '--output', 'json', '--skip-download'],
      { maxBuffer: 2 ** 26 },
      (_error, stdout, stderr) => {
        const report = Report.safeParse(JSON.parse(stdout || 'null'));
        if (report.success) resolve(report.data);
        else reject(new Error(stderr));
      },
    );
  });

describe.skipIf(skipped)(`Checkov${skipped}`, { timeout: 120_000 }, () => {
  it('finds nothing in the overlay production', async () => {
    const { summary, results } = await check(
      await render('production'),
      ...['--config-file', config],
    );
    expect(results.failed_checks).toEqual([]);
    expect(summary.passed).toBeGreaterThan(100);
  });

  it('finds each check that the configuration skips, so that none is skipped in vain', async () => {
    const { results } = await check(await render('production'), '--framework', 'kubernetes');
    const failed = new Set(results.failed_checks.map(({ check_id }) => check_id));
    const skips = parse(readFileSync(config, 'utf8'))['skip-check'];
    expect([...failed].sort()).toEqual([...skips].sort());
  });

  it('finds what is wrong with a container without a security context', async () => {
    const careless = [deployment('takeaways', ['registry.invalid/takeaways:1.0.0'])];
    const { results } = await check(careless, '--config-file', config);
    expect(results.failed_checks.map(({ check_id }) => check_id)).toContain('CKV_K8S_20');
  });
});
