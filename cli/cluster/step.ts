/** Steps that are shown before they run, and are left out where their work is done already. */
import { type Command, run, runQuietly, shellLine } from './program.js';

export interface Step {
  /** What it does, as a request: "Create the cluster". */
  readonly title: string;
  readonly command: Command;
  /** Whether there is nothing left to do. A step without it runs every time. */
  readonly isDone?: () => Promise<boolean>;
  /** It only waits for what another step has brought about. */
  readonly onlyWaits?: boolean;
}

/**
 * @param dryRun only shows the steps; nothing is run, nor asked
 * @returns what the commands printed, by step; how many steps may have changed something
 * @throws where a step fails; it says which, and that a second run goes on there
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
      console.log('  Nothing to do: it is as it should be.');
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
        'Mend it and run this again: what is done is left out.',
      );
    }
    if (!onlyWaits) changed += 1;
  }
  return { printed, changed };
};

/** Something that went wrong, and what to do now. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly next: string,
  ) {
    super(message);
  }
}

/** What each program is for, and where it is to be had. */
const sources: Readonly<Record<string, string>> = {
  docker: 'Install Docker Engine or Docker Desktop: https://docs.docker.com/engine/install/',
  k3d: 'Install k3d 5.9 or newer: https://k3d.io/stable/#installation',
  helm: 'Install Helm 3.8 or newer: https://helm.sh/docs/intro/install/',
  kubectl: 'Install kubectl 1.31 or newer: https://kubernetes.io/docs/tasks/tools/',
  spin: 'Install Spin 3 or newer: https://spinframework.dev/install',
};

/**
 * @param programs that the steps need
 * @throws Failure where one is missing, with all that are missing; or where Docker does not run
 */
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
      `Docker does not answer: ${docker.stderr.trim()}`,
      'Start Docker (systemctl start docker, or Docker Desktop), and run this again.',
    );
  }
};

/** Runs a tool, and words what goes wrong: status 1, the fault and the next step on standard error. */
export const exitOnFailure = async (tool: () => Promise<void>): Promise<void> => {
  try {
    await tool();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}\n${error.next}`);
    process.exitCode = 1;
  }
};
