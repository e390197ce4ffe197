import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { findProgram } from '../lib/programs.js';

/** A registry on loopback, which forgets what it has when it stops. */
export class OciRegistry {
  private constructor(
    private readonly child: ChildProcess,
    /** Its host and port, as references to its images begin. */
    readonly host: string,
  ) {}

  /**
   * @returns a registry that serves, on a port of its own
   * @throws Error if crane is missing or ends without serving
   */
  static async start(): Promise<OciRegistry> {
    const crane = findProgram('crane');
    if (crane === undefined) throw new Error('crane is missing. Run: .ci/install-supply');
    const child = spawn(crane, ['registry', 'serve', '--address', '127.0.0.1:0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for await (const line of createInterface({ input: child.stderr })) {
      const port = /serving on port (\d+)/.exec(line)?.[1];
      if (port !== undefined) {
        child.stderr.resume(); // What nobody reads would block it one day.
        return new OciRegistry(child, `127.0.0.1:${port}`);
      }
    }
    throw new Error('crane ended before it served a registry.');
  }

  /**
   * @param file a tar archive, the image's one layer
   * @param repository where in the registry the image goes
   * @param tag of the image
   * @returns the image's reference by digest
   * @throws Error if crane fails
   */
  async push(file: string, repository: string, tag: string): Promise<string> {
    const image = `${this.host}/${repository}:${tag}`;
    const { stdout } = await crane('append', '--oci-empty-base', '-f', file, '-t', image);
    return stdout.trim();
  }

  /** Ends it, and waits until it has. */
  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill();
    await exit;
  }
}

/**
 * Runs crane.
 *
 * @param args of its command line
 * @returns what it printed
 * @throws Error if it is missing or fails
 */
export const crane = (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(findProgram('crane') ?? 'crane', args);
