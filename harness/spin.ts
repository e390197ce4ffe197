import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installedVersions, programOf } from '../lib/programs.js';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { spinComponents } from './components.js';
import type { Runtime } from './runtime.js';
import { type Ending, ServerProcess } from './server-process.js';
import { writeServiceManifest } from './write-manifest.js';

const [{ file: component }] = spinComponents;

/** @returns the command that serves a manifest on Spin. */
export const spinUp = ({
  program = programOf('spin'),
  from = 'spin.toml',
  stateDir,
  listen = '127.0.0.1:0',
}: {
  readonly program?: string | undefined;
  readonly from?: string | undefined;
  readonly stateDir: string;
  /** Address and port; by default a free port. */
  readonly listen?: string | undefined;
}): readonly [program: string, ...args: string[]] =>
  [...[program, 'up', '--from', from, '--listen', listen], ...['--state-dir', stateDir]] as const;

export interface SpinOptions {
  /** By default the `spin` on the PATH. */
  readonly program?: string;
  /** The manifest; by default the project's own. */
  readonly from?: string;
  /** By default a new one. */
  readonly stateDir?: string;
  /** More of the command line. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Spin as its users run it: `spin up`, with a group of its own, for it starts a process for the trigger. */
export class SpinProcess extends ServerProcess {
  private constructor(options: SpinOptions) {
    const { program, from, stateDir = temporaryDirectory(), args = [], env = {} } = options;
    if (!existsSync(component)) throw new Error(`${component} does not exist. Run: npm run build`);
    const [command, ...first] = spinUp({ program, from, stateDir });
    super(
      spawn(command, [...first, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        // HOME has the cache of compiled components.
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      }),
    );
  }

  /**
   * Starts Spin on a free port. The first start of a component compiles it, which takes seconds.
   *
   * @returns when it listens
   * @throws Error with what it printed where it ends instead
   */
  static async start(options: SpinOptions = {}): Promise<SpinProcess> {
    const spin = new SpinProcess(options);
    return spin.listening(spin.wrote(/^Serving (http:\S+)/m));
  }

  /** Sends a signal to the whole group. */
  signal(name: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid && exitCode === null && signalCode === null) process.kill(-pid, name);
  }

  /** Kills the whole group, and waits for that: Spin doesn't drain connections when asked politely. */
  override stop(): Promise<Ending> {
    this.kill();
    return this.ending;
  }

  protected override kill(): void {
    this.signal('SIGKILL');
  }
}

export const spin: Runtime = {
  id: 'spin',
  name: 'Spin',
  remedy: 'Install it: https://spinframework.dev/install',
  services: spinComponents,
  servesComponents: true,
  suites: ['e2e', 'publishing'],
  lacks: {},
  differences: 'answers 500 by itself to headers beyond ASCII',
  installed: () => installedVersions('spin'),
  start: ({ program, component, publishToken, newDirectory = temporaryDirectory, env } = {}) =>
    SpinProcess.start({
      ...(program && { program }),
      ...(component && { from: writeServiceManifest(newDirectory(), component) }),
      stateDir: newDirectory(),
      args: ['--quiet', ...(publishToken ? ['--variable', `publish_token=${publishToken}`] : [])],
      ...(env && { env }),
    }),
};
