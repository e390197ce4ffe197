/** Gatekeeper's constraint, by `gator verify`, on the objects that Kyverno's policy is tested with. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { deployment, spinApp } from '../../harness/control-plane/workloads.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  findProgram('gator') ? [] : ['gator'],
  'Run: .ci/install-landscape gator',
);

const namespace = 'takeaways';
const digest = `@sha256:${'0'.repeat(64)}`;
const release = `registry.invalid/takeaways${digest}`;
const tagged = 'registry.invalid/takeaways:1.0.0';
const elsewhere = `registry.example/takeaways${digest}`;
/** Its name only begins like that of the registry. */
const similar = `registry.invalid.example/takeaways${digest}`;
const collector = 'docker.io/otel/opentelemetry-collector:0.136.0';

const cases: Readonly<Record<string, readonly [object, violations: 'no' | 'yes']>> = {
  'a SpinApp by digest': [spinApp(namespace, release), 'no'],
  'a Deployment by digest in every container': [deployment(namespace, [release], [release]), 'no'],
  'a Deployment of the collector': [deployment(namespace, [collector]), 'no'],
  'a SpinApp by tag, in another namespace': [spinApp('elsewhere', tagged), 'no'],
  'a SpinApp by tag': [spinApp(namespace, tagged), 'yes'],
  'a SpinApp by tag, in a namespace of the bench': [spinApp('takeaways-bench', tagged), 'yes'],
  'a SpinApp from another registry': [spinApp(namespace, elsewhere), 'yes'],
  'a SpinApp from a registry of a similar name': [spinApp(namespace, similar), 'yes'],
  'a Deployment by tag in the second container': [deployment(namespace, [release, tagged]), 'yes'],
  'a Deployment by tag in an init container': [deployment(namespace, [release], [tagged]), 'yes'],
};

/** @returns what `gator verify` says of these cases */
const verify = (selected: typeof cases): string => {
  const directory = temporaryDirectory();
  for (const file of ['template.yaml', 'constraint.yaml']) {
    copyFileSync(join('k8s/gatekeeper', file), join(directory, file));
  }
  const suite = {
    kind: 'Suite',
    apiVersion: 'test.gatekeeper.sh/v1alpha1',
    tests: [
      {
        name: 'images',
        template: 'template.yaml',
        constraint: 'constraint.yaml',
        cases: Object.entries(selected).map(([name, [object, violations]], index) => {
          writeFileSync(join(directory, `object-${index}.yaml`), stringify(object));
          return { name, object: `object-${index}.yaml`, assertions: [{ violations }] };
        }),
      },
    ],
  };
  writeFileSync(join(directory, 'suite.yaml'), stringify(suite));
  const args = ['verify', directory, '-v'];
  try {
    return execFileSync(findProgram('gator') ?? 'gator', args, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String(Reflect.get(error as object, 'stdout'));
  }
};

describe.skipIf(skipped)(`Gatekeeper's constraint${skipped}`, () => {
  it.each(Object.keys(cases))('decides rightly on %s', (name) => {
    const selected = Object.fromEntries(Object.entries(cases).filter(([key]) => key === name));
    const report = verify(selected);
    expect(report).toContain(`--- PASS: ${name}`);
    expect(report).not.toContain('FAIL');
  });

  it('is a test that can fail', () => {
    expect(verify({ wrong: [spinApp(namespace, tagged), 'no'] })).toContain('--- FAIL: wrong');
  });

  it('names the same images by others as Kyverno’s policy', () => {
    const kyverno = readFileSync('k8s/policy/imagevalidatingpolicy.yaml', 'utf8');
    const constraint = readFileSync('k8s/gatekeeper/constraint.yaml', 'utf8');
    const [, exempt = ''] = /exempt: \[([^\]]+)\]/.exec(constraint) ?? [];
    expect(kyverno).toContain(exempt.replaceAll('.', '[.]'));
  });
});
