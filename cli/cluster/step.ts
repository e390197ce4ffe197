/** Steps that are shown before they run, and skipped if already completed. */
import { type Command, run, runQuietly, shellLine } from './program.js';

export interface Step {
  /** In the imperative: "Create the cluster". */
  readonly title: string;
  readonly command: Command;
  /** Whether the step can be skipped. Without it, the step always runs. */
  readonly isDone?: () => Promise<boolean>;
  /** Whether it changes nothing, and only waits for the effect of another step. */
  readonly onlyWaits?: boolean;
}

/**
 * @param dryRun show the steps without running anything
 * @returns the output of each step, and the number of steps that may have changed something
 * @throws Failure that names the failed step
 */
export const runSteps = async (
  steps: readonly Step[],
  dryRun: boolean,
): Promise<{ printed: string[]; changed: number }> => {
  const printed: string[] = [];
  let changed = 0;
  for (const [index, { title, command, isDone, onlyWaits }] of steps.entries()) {
    console.log(`\n[${index + 1}/${steps.length}] ${title}`);
    if (!dryRun && (await isDone?.())) {
      console.log('  Already done.');
      printed.push('');
      continue;
    }
    console.log(`  $ ${shellLine(command)}`);
    if (dryRun) continue;
    try {
      printed.push(await run(command));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure(
        `"${title}" failed: ${reason}`,
        'Fix it and rerun; completed steps are skipped.',
      );
    }
    if (!onlyWaits) changed += 1;
  }
  return { printed, changed };
};

/** An error with its remedy. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly next: string,
  ) {
    super(message);
  }
}

/** How to install each program. */
const sources: Readonly<Record<string, string>> = {
  docker: 'Install Docker Engine or Docker Desktop: https://docs.docker.com/engine/install/',
  k3d: 'Install k3d 5.9 or newer: https://k3d.io/stable/#installation',
  helm: 'Install Helm 3.8 or newer: https://helm.sh/docs/intro/install/',
  kubectl: 'Install kubectl 1.31 or newer: https://kubernetes.io/docs/tasks/tools/',
  spin: 'Install Spin 3 or newer: https://spinframework.dev/install',
};

/** @throws Failure that lists all missing programs, or says that Docker is not running */
export const requirePrograms = async (...programs: readonly string[]): Promise<void> => {
  const found = await Promise.all(
    programs.map(async (program) => ({
      program,
      ...(await runQuietly({ program, args: [program === 'spin' ? '--version' : 'version'] })),
    })),
  );
  const missing = found.filter(({ ok, status }) => !ok && status === undefined);
  if (missing.length > 0) {
    throw new Failure(
      `Not found: ${missing.map(({ program }) => program).join(', ')}.`,
      missing.map(({ program }) => sources[program]).join('\n'),
    );
  }
  const docker = found.find(({ program }) => program === 'docker');
  if (docker && !docker.ok) {
    throw new Failure(
      `Docker is not running: ${docker.stderr.trim()}`,
      'Start Docker (systemctl start docker, or Docker Desktop) and rerun.',
    );
  }
};

/** Runs a tool. On failure, prints the error and its remedy, and exits with 1. */
export const exitOnFailure = async (tool: () => Promise<void>): Promise<void> => {
  try {
    await tool();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}\n${error.next}`);
    process.exitCode = 1;
  }
};
