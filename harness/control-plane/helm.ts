import { execFile } from 'node:child_process';
import { findProgram } from '../../lib/programs.js';
import type { Outcome } from './kubectl.js';

/** Path of the chart. */
export const chart = 'charts/takeaways';

/** @returns what a run of Helm gave; without `kubeconfig`, it reaches no cluster */
export const helm = (args: readonly string[], kubeconfig = '/dev/null'): Promise<Outcome> =>
  new Promise((resolve) => {
    const environment = { ...process.env, KUBECONFIG: kubeconfig };
    execFile(
      findProgram('helm') ?? 'helm',
      args,
      { env: environment, timeout: 120_000, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ ok: error === null, stdout, stderr }),
    );
  });
