import { execFile, spawnSync } from 'node:child_process';
import { findProgram } from '../../lib/programs.js';

/** What a run of kubectl gave. */
export interface Outcome {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const program = findProgram('kubectl');

/** Whether kubectl is installed: it has to answer, because a program of that name may be another one. */
export const isKubectlInstalled: boolean =
  program !== undefined &&
  /^Client Version: v/.test(
    spawnSync(program, ['version', '--client'], { encoding: 'utf8' }).stdout ?? '',
  );

/** Runs kubectl with these arguments and, if any, this standard input. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<Outcome>;

/**
 * @param kubeconfig path of the file that names the cluster; none is needed to render
 * @returns the kubectl that the tests use
 * @throws Error if there is no kubectl
 */
export const kubectlFor = (kubeconfig = '/dev/null'): Kubectl => {
  if (program === undefined || !isKubectlInstalled) {
    throw new Error('kubectl is missing. Run: .ci/install-kubernetes');
  }
  return (args, input = '') =>
    new Promise((resolve) => {
      const child = execFile(
        program,
        args,
        { env: { ...process.env, KUBECONFIG: kubeconfig }, timeout: 120_000, maxBuffer: 2 ** 26 },
        (error, stdout, stderr) => resolve({ ok: error === null, stdout, stderr }),
      );
      child.stdin?.end(input);
    });
};

/**
 * @param outcome of a run that should have gone well
 * @returns its standard output
 * @throws Error with its standard error, if it failed
 */
export const output = (outcome: Outcome): string => {
  if (!outcome.ok) throw new Error(outcome.stderr);
  return outcome.stdout;
};
