import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const script = 'dist/host/main.js';

export interface HostOptions {
  /** The manifest; by default the project's own. */
  readonly from?: string;
  /** By default a new one. */
  readonly stateDir?: string;
  /** More of the command line. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether to throw the log away unread, for measurements. */
  readonly discardLog?: boolean;
}

/** One line of the host's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @returns a new, empty directory. */
export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'takeaways-'));

/**
 * Writes a manifest for a component that takes every path.
 *
 * @param wasm path of the component
 * @returns path of the manifest, in a new directory
 */
export function writeManifest(wasm: string): string {
  const path = join(temporaryDirectory(), 'spin.toml');
  writeFileSync(
    path,
    `spin_manifest_version = 2
[application]
name = "fixture"
version = "1.2.3"
[[trigger.http]]
route = "/..."
component = "guest"
[component.guest]
source = ${JSON.stringify(resolve(wasm))}
key_value_stores = ["default"]
`,
  );
  return path;
}

/** The local host as its users run it: a process of its own. */
export class HostProcess {
  /** Where it serves. */
  url = '';
  readonly log: LogLine[] = [];
  readonly ending: Promise<Ending>;
  private readonly child: ChildProcess;
  private readonly watchers = new Set<(line: LogLine) => void>();

  private constructor(options: HostOptions) {
    if (!existsSync(script)) throw new Error(`${script} does not exist. Run: npm run build`);
    const { from = 'spin.toml', stateDir = temporaryDirectory(), args = [] } = options;
    const { env = {}, discardLog = false } = options;
    this.child = fork(
      script,
      ['--from', from, '--state-dir', stateDir, '--listen', '127.0.0.1:0', ...args],
      {
        stdio: ['ignore', discardLog ? 'ignore' : 'pipe', 'pipe', 'ipc'],
        execArgv: [],
        env: { PATH: process.env.PATH, ...env },
      },
    );
    this.ending = this.observe();
  }

  /**
   * Starts the host on a free port.
   *
   * @returns when it listens
   * @throws Error with what it printed where it ends instead
   */
  static async start(options: HostOptions = {}): Promise<HostProcess> {
    const host = new HostProcess(options);
    const ready = once(host.child, 'message') as Promise<[{ url: string }]>;
    const first = await Promise.race([ready, host.ending]);
    if (!Array.isArray(first)) throw new Error(`The host ended: ${first.stdout}${first.stderr}`);
    host.url = first[0].url;
    return host;
  }

  /** Runs the host until it ends by itself. */
  static run(options: HostOptions = {}): Promise<Ending> {
    return new HostProcess(options).ending;
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(this.url + path, init);
  }

  /** @returns the first line of the log that matches, when it is there. */
  async logged(matches: (line: LogLine) => boolean): Promise<LogLine> {
    const found = this.log.find(matches);
    if (found) return found;
    return new Promise((resolve) => {
      const watch = (line: LogLine) => {
        if (!matches(line)) return;
        this.watchers.delete(watch);
        resolve(line);
      };
      this.watchers.add(watch);
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Sends a signal to the process. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends the process, and waits for that. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    this.signal(signal);
    return this.ending;
  }

  private observe(): Promise<Ending> {
    const { stdout, stderr } = this.child;
    const text = { stdout: '', stderr: '' };
    if (stdout) {
      createInterface(stdout).on('line', (line) => {
        text.stdout += `${line}\n`;
        this.note(JSON.parse(line));
      });
    }
    stderr?.on('data', (data) => {
      text.stderr += data;
    });
    return once(this.child, 'close').then(([code, signal]) => ({ code, signal, ...text }));
  }

  private note(line: LogLine): void {
    this.log.push(line);
    for (const watch of this.watchers) watch(line);
  }
}
