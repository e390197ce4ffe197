/**
 * The expressions of the admission policy, evaluated by the CEL of a real API server: which objects it matches, and which
 * images it checks. A digest replaces the signature.
 */
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import * as workloads from '../../harness/control-plane/workloads.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig') ?? '';
const missing = kubeconfig === '';
const skipped = skipReason(missingPrograms, 'Run: .ci/install-kubernetes');

const Policy = z.object({
  spec: z.object({
    matchConstraints: z.unknown(),
    matchConditions: z.unknown(),
    images: z.tuple([z.object({ expression: z.string() })]),
    matchImageReferences: z.tuple([z.object({ expression: z.string() })]),
  }),
});

const name = 'takeaways-releases';
const namespace = 'takeaways-policy';
const elsewhere = 'policy-elsewhere';
const kubectl = (args: readonly string[], input?: string) => kubectlFor(kubeconfig)(args, input);
const apply = async (...objects: readonly object[]) => {
  const items = { apiVersion: 'v1', kind: 'List', items: objects };
  return output(await kubectl(['apply', '--server-side', '-f-'], JSON.stringify(items)));
};

const named = `registry.example/takeaways@sha256:${'0'.repeat(64)}`;
const tagged = 'registry.example/takeaways:1.0.0';
const collector = 'docker.io/otel/opentelemetry-collector:0.136.0';

const spinApp = (image: string, place = namespace) => workloads.spinApp(place, image);
const deployment = (images: readonly string[], first?: readonly string[]) =>
  workloads.deployment(namespace, images, first);
const create = (object: object) =>
  kubectl(['create', '--dry-run=server', '-f-'], JSON.stringify(object));

describe.skipIf(missing)(`The admission policy${skipped}`, () => {
  beforeAll(async () => {
    const { spec } = Policy.parse(parse(output(await kubectlFor()(['kustomize', 'k8s/policy']))));
    const metadata = { name };
    const ours = spec.matchImageReferences[0].expression;
    await apply(
      ...[namespace, elsewhere].flatMap((place) => [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: place } },
        {
          apiVersion: 'core.spinkube.dev/v1alpha1',
          kind: 'SpinAppExecutor',
          metadata: { name: 'shim', namespace: place },
          spec: { createDeployment: false },
        },
      ]),
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata,
        spec: {
          matchConstraints: spec.matchConstraints,
          matchConditions: spec.matchConditions,
          variables: [{ name: 'app', expression: spec.images[0].expression }],
          validations: [
            { expression: `variables.app.all(ref, !(${ours}) || ref.contains('@sha256:'))` },
          ],
        },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata,
        spec: { policyName: name, validationActions: ['Deny'] },
      },
    );
    // The API server activates a policy some time after storing it, without an event.
    await vi.waitFor(
      async () => expect(await create(deployment([tagged]))).toMatchObject({ ok: false }),
      { timeout: 30_000, interval: 500 },
    );
  });
  afterAll(async () => {
    const policies = ['validatingadmissionpolicy', 'validatingadmissionpolicybinding'];
    for (const kind of policies) output(await kubectl(['delete', kind, name]));
    output(await kubectl(['delete', 'namespace', namespace, elsewhere, '--timeout=110s']));
  });

  it.each<[string, object]>([
    ['a SpinApp with a valid image', spinApp(named)],
    ['a Deployment with only valid images', deployment([named], [named])],
    ['a Deployment of the third-party collector', deployment([collector])],
    [
      'a Deployment of its distribution with more parts',
      deployment([collector.replace(':', '-contrib:')]),
    ],
    ['any image in another namespace', spinApp(tagged, elsewhere)],
  ])('admits %s', async (_, object) => {
    expect(output(await create(object))).toContain('created');
  });

  it.each<[string, object]>([
    ['a SpinApp', spinApp(tagged)],
    ['a Deployment', deployment([tagged])],
    ['the second container of a Deployment', deployment([named, tagged])],
    ['an init container', deployment([named], [tagged])],
    ['an image whose name ends with the collector’s', deployment([`evil.example/${collector}`])],
    [
      'an image whose name starts with the collector’s',
      deployment([collector.replace(':', '-of-mine:')]),
    ],
  ])('refuses an invalid image in %s', async (_, object) => {
    const { ok, stderr } = await create(object);
    expect(ok).toBe(false);
    expect(stderr).toContain(name);
  });
});
