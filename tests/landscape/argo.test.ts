/** The health of a SpinApp for Argo CD, by its own interpreter, and why its own check isn't enough. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moduleDirectory } from '../../harness/control-plane/schemas.js';
import { findProgram } from '../../lib/programs.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  ['argo-health', 'go'].filter((name) => !findProgram(name)),
  'Run: .ci/install-landscape argo-health',
);

/** The operator copies the conditions of the Deployment. */
const app = (available: 'True' | 'False', progressing: 'True' | 'False', reason: string) => ({
  spec: { image: 'registry.invalid/takeaways', enableAutoscaling: true },
  status: {
    readyReplicas: available === 'True' ? 3 : 0,
    conditions: [
      { type: 'Available', status: available, message: `available: ${available}` },
      { type: 'Progressing', status: progressing, reason, message: reason },
    ],
  },
});
const serving = app('True', 'True', 'NewReplicaSetAvailable');

const health = (script: string, object: object, ...libraries: readonly string[]): string =>
  execFileSync(findProgram('argo-health') ?? 'argo-health', [script, ...libraries], {
    input: JSON.stringify(object),
    encoding: 'utf8',
  }).trim();

describe.skipIf(skipped)(`For Argo CD, a SpinApp${skipped}`, () => {
  it.each<[string, object, RegExp]>([
    ['without a status is in progress', { spec: {} }, /^Progressing: Waiting/],
    ['is in progress during a rollout', app('False', 'True', 'ReplicaSetUpdated'), /^Progressing/],
    [
      'is in progress while a new version replaces one that serves',
      app('True', 'True', 'ReplicaSetUpdated'),
      /^Progressing/,
    ],
    ['is healthy after a rollout', serving, /^Healthy: available: True$/],
    [
      'is degraded when a rollout takes too long',
      app('True', 'False', 'ProgressDeadlineExceeded'),
      /^Degraded: ProgressDeadlineExceeded$/,
    ],
    [
      'is degraded when its pods are lost after a rollout',
      app('False', 'True', 'NewReplicaSetAvailable'),
      /^Degraded: available: False$/,
    ],
  ])('%s', (_, object, expected) => {
    expect(health('k8s/argocd/health.lua', object)).toMatch(expected);
  });

  it('would never be healthy by the check that Argo CD 3.5 brings', () => {
    const theirs = 'resource_customizations/core.spinkube.dev/SpinApp/health.lua';
    const script = join(moduleDirectory('argo'), theirs);
    expect(health(script, serving, 'all libraries')).toMatch(/^Progressing/);
  });
});
