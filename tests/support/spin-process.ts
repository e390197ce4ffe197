import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe } from 'vitest';
import { temporaryDirectory } from './host-process.js';

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
  /** The manifest; by default the project's own. */
  readonly from?: string;
  /** By default a new one. */
  readonly stateDir?: string;
  /** More of the command line. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Groups that run. Spin leads its own, and would outlive a test run that is broken off. */
const running = new Set<number>();
process.once('exit', () => {
  for (const pid of running) process.kill(-pid, 'SIGKILL');
});

/** Spin as its users run it: `spin up`, with a group of its own, for it starts a process for the trigger. */
export class SpinProcess {
  /** Where it serves. */
  url = '';
  /** What it and the component wrote. */
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  private constructor({ from = 'spin.toml', stateDir, args = [], env = {} }: SpinOptions) {
    if (!existsSync('dist/takeaways.wasm')) {
      throw new Error('dist/takeaways.wasm does not exist. Run: npm run build');
    }
    this.child = spawn(
      'spin',
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
    );
    const { pid } = this.child;
    if (pid) running.add(pid);
    this.ended = once(this.child, 'close').then(() => pid && running.delete(pid));
  }

  /**
   * Starts Spin on a free port. The first start of a component compiles it, which takes seconds.
   *
   * @returns when it listens
   * @throws Error with what it printed where it ends instead
   */
  static async start(options: SpinOptions = {}): Promise<SpinProcess> {
    const spin = new SpinProcess(options);
    const url = await Promise.race([spin.listening(), spin.ended]);
    if (typeof url !== 'string') throw new Error(`Spin ended: ${spin.output}`);
    spin.url = url;
    return spin;
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(this.url + path, init);
  }

  /** The process that `spin up` is; the trigger's is its child. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Kills the whole group, and waits for that: Spin doesn't drain connections when asked politely. */
  async stop(): Promise<void> {
    if (this.child.pid && running.has(this.child.pid)) process.kill(-this.child.pid, 'SIGKILL');
    await this.ended;
  }

  /** @returns the URL that it says it serves at. */
  private listening(): Promise<string> {
    return new Promise((resolve) => {
      for (const stream of [this.child.stdout, this.child.stderr]) {
        if (!stream) continue;
        createInterface(stream).on('line', (line) => {
          this.output += `${line}\n`;
          const url = /^Serving (http:\S+)/.exec(line)?.[1];
          if (url) resolve(url);
        });
      }
    });
  }
}
