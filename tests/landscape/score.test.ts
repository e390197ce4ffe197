/** The container's description for Score, and what Score's own program makes of it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { V1Deployment, V1Service } from '@kubernetes/client-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  findProgram('score-k8s') ? [] : ['score-k8s'],
  'Get it: https://github.com/score-spec/score-k8s',
);

const deploymentIn = (text: string): V1Deployment => parse(text);

describe.skipIf(skipped)(`score-k8s${skipped}`, () => {
  let deployment: V1Deployment | undefined;
  let service: V1Service | undefined;
  let kinds: (string | undefined)[];
  beforeAll(() => {
    const cwd = temporaryDirectory();
    const score = (...args: readonly string[]) =>
      execFileSync(findProgram('score-k8s') ?? 'score-k8s', args, { cwd, stdio: 'pipe' });
    score('init', '--no-sample');
    score('generate', resolve('runtimes/container/score.yaml'));
    const objects: (V1Deployment & V1Service)[] = parseAllDocuments(
      readFileSync(join(cwd, 'manifests.yaml'), 'utf8'),
    ).map((document) => document.toJS());
    kinds = objects.map(({ kind }) => kind).sort();
    const ours = objects.filter(({ metadata }) => metadata?.name === 'takeaways');
    deployment = ours.find(({ kind }) => kind === 'Deployment');
    service = ours.find(({ kind }) => kind === 'Service');
  });

  it('makes the app, and a Redis for it', () => {
    expect(kinds).toEqual(['Deployment', 'Secret', 'Service', 'Service', 'StatefulSet']);
  });

  it('makes a container like that of the overlay bench-container', () => {
    const [made] = deployment?.spec?.template.spec?.containers ?? [];
    const text = readFileSync('k8s/overlays/bench-container/deployment.yaml', 'utf8');
    const [ours] = deploymentIn(text).spec?.template.spec?.containers ?? [];
    expect(made?.image).toBe(ours?.image);
    expect(made?.resources).toEqual(ours?.resources);
    // Score knows neither how often to probe, nor how long to wait.
    for (const probe of ['readinessProbe', 'livenessProbe'] as const) {
      expect(made?.[probe]?.httpGet).toEqual(ours?.[probe]?.httpGet);
    }
    expect(service?.spec?.ports?.[0]?.targetPort).toBe(ours?.ports?.[0]?.containerPort);
  });

  it('gives the app its store, with the password out of a Secret', () => {
    const env = deployment?.spec?.template.spec?.containers[0]?.env ?? [];
    const store = env.find(({ name }) => name === 'TAKEAWAYS_STORE')?.value;
    const [, reference] = /^redis:\/\/default:\$\((\w+)\)@[\w-]+:6379$/.exec(store ?? '') ?? [];
    const secret = env.find(({ name }) => name === reference)?.valueFrom?.secretKeyRef;
    expect(secret?.key).toBe('password');
  });
});
