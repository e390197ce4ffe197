import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readVersion } from '../lib/package.js';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { spinComponents } from './components.js';
import type { Runtime } from './runtime.js';
import { type Ending, ServerProcess } from './server-process.js';
import { writeServiceManifest } from './write-manifest.js';

const script = 'dist/hosts/local/main.js';

/** @returns the command that serves a manifest on the local host. */
export const localHostCommand = ({
  from = 'spin.toml',
  stateDir,
  listen = '127.0.0.1:0',
}: {
  readonly from?: string | undefined;
  readonly stateDir: string;
  /** Address and port; by default a free port. */
  readonly listen?: string | undefined;
}): readonly [script: string, ...args: string[]] =>
  [...[script, '--from', from, '--state-dir', stateDir, '--listen', listen]] as const;

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

/**
 * Writes a manifest for a component that takes every path.
 *
 * @param wasm path of the component
 * @returns path of the manifest, in a new directory
 */
export const writeManifest = (wasm: string): string => {
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
};

/** The local host as its users run it: a process of its own. */
export class HostProcess extends ServerProcess {
  private constructor(options: HostOptions) {
    if (!existsSync(script)) throw new Error(`${script} does not exist. Run: npm run build`);
    const { from, stateDir = temporaryDirectory(), args = [] } = options;
    const { env = {}, discardLog = false } = options;
    const [module, ...first] = localHostCommand({ from, stateDir });
    super(
      fork(module, [...first, ...args], {
        stdio: ['ignore', discardLog ? 'ignore' : 'pipe', 'pipe', 'ipc'],
        execArgv: [],
        env: { PATH: process.env.PATH, ...env },
      }),
    );
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
    return host.listening(ready.then(([{ url }]) => url));
  }

  /** Runs the host until it ends by itself. */
  static run(options: HostOptions = {}): Promise<Ending> {
    return new HostProcess(options).ending;
  }

  /** Sends a signal to the process. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}

export const localHost: Runtime = {
  id: 'local-host',
  name: 'the local host',
  remedy: 'Run: npm run build',
  services: spinComponents,
  servesComponents: true,
  suites: ['e2e', 'publishing'],
  lacks: {},
  differences: 'SQLite, in the format of Spin',
  installed: () =>
    existsSync(script)
      ? [{ program: process.execPath, version: `${readVersion()} (Node ${process.versions.node})` }]
      : [],
  start: ({ component, publishToken, newDirectory = temporaryDirectory, env } = {}) =>
    HostProcess.start({
      ...(component && { from: writeServiceManifest(newDirectory(), component) }),
      stateDir: newDirectory(),
      args: ['--quiet', ...(publishToken ? ['--variable', `publish_token=${publishToken}`] : [])],
      ...(env && { env }),
    }),
};
