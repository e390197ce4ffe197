import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { type Ending, ServerProcess } from './server-process.js';

/** What `spin --version` says, such as `spin 4.0.2 (bfc7543b 2026-06-23)`; undefined where there is none. */
export const spinVersion: string | undefined =
  spawnSync('spin', ['--version'], { encoding: 'utf8' }).stdout?.trim() || undefined;

/**
 * Declares tests that need Spin, under its version. Where there is none they are skipped, and their name
 * says so.
 */
export const describeWithSpin = (name: string, declare: () => void): void => {
  if (spinVersion) describe(`${name}, on ${spinVersion}`, declare);
  else
    describe.skip(
      `${name} (SKIPPED: there is no spin on the PATH; https://spinframework.dev/install says how to get it)`,
      declare,
    );
};

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
    const { program = 'spin', from = 'spin.toml', stateDir, args = [], env = {} } = options;
    if (!existsSync('dist/takeaways.wasm')) {
      throw new Error('dist/takeaways.wasm does not exist. Run: npm run build');
    }
    super(
      spawn(
        program,
        [
          ...['up', '--from', from, '--listen', '127.0.0.1:0'],
          ...['--state-dir', stateDir ?? temporaryDirectory(), ...args],
        ],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
          detached: true,
          // HOME has the cache of compiled components.
          env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
        },
      ),
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

  /** Kills the whole group, and waits for that: Spin doesn't drain connections when asked politely. */
  override stop(): Promise<Ending> {
    this.kill();
    return this.ending;
  }

  protected override kill(): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  }
}
