/** An interrupted run of the bench leaves nothing on the cluster. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inject, it, vi } from 'vitest';
import { runLabel } from '../../bench/kubernetes/deployment.js';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { missingForOperator } from '../../harness/control-plane/operator.js';
import { skipReason } from '../support/describe-with.js';

const kubeconfig = inject('kubeconfig');
const missing = [...missingPrograms, ...missingForOperator];
// The operator retries the release of an executor ever less often.
const timeoutMs = 180_000;

it.skipIf(kubeconfig === undefined || missing.length > 0).for(['SIGTERM', 'SIGKILL'] as const)(
  `no pod and no namespace is left after %s${skipReason(missing, 'Run: .ci/install-kubernetes')}`,
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
    await until(async () => /bench-/.test(await list('namespaces')));
    await until(async () => (await list('pods')) !== '');

    bench.kill(signal);
    await once(bench, 'exit');
    await until(async () => (await list('namespaces')) === '' && (await list('pods')) === '');
  },
);

const until = (holds: () => Promise<boolean>) =>
  vi.waitUntil(holds, { timeout: timeoutMs, interval: 100 });
