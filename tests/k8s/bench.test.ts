/** A run of the bench on a cluster that ends half-way leaves nothing there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { runLabel } from '../../bench/kubernetes/deployment.js';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { missingForOperator } from '../../harness/control-plane/operator.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig');
const lacks = [...missingPrograms, ...missingForOperator];
const timeoutMs = 60_000;

it.skipIf(kubeconfig === undefined || lacks.length > 0).for(['SIGTERM', 'SIGKILL'] as const)(
  `no pod and no namespace is left after %s${skipReason(lacks, 'Run: .ci/install-kubernetes')}`,
  { timeout: 3 * timeoutMs },
  async (signal) => {
    const kubectl = kubectlFor(kubeconfig ?? '');
    const list = async (kind: string) =>
      output(
        await kubectl(['get', kind, '-A', '-o=name', ...(kind === 'pods' ? [] : ['-l', runLabel])]),
      );
    const bench = spawn(
      process.execPath,
      ['--import', 'tsx', 'bench/kubernetes/main.ts', '--quick'],
      {
        env: { ...process.env, KUBECONFIG: kubeconfig },
        stdio: 'ignore',
      },
    );
    await until(async () => (await list('pods')) !== '');
    expect(await list('namespaces')).toMatch(/bench-/);

    bench.kill(signal);
    await once(bench, 'exit');
    await until(async () => (await list('namespaces')) === '' && (await list('pods')) === '');
  },
);

/** Waits for what another process does, of which no event tells. */
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > timeoutMs) throw new Error(`Not so within ${timeoutMs} ms.`);
    await setTimeout(100);
  }
};
