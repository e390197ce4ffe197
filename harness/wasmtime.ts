import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import { findProgram } from '../lib/programs.js';
import { ServerProcess } from './server-process.js';

const installed = findProgram('wasmtime');

/** What `wasmtime --version` says, such as `wasmtime 48.0.8`; undefined where there is none. */
export const wasmtimeVersion: string | undefined =
  installed && spawnSync(installed, ['--version'], { encoding: 'utf8' }).stdout.trim();

/**
 * Declares tests that need wasmtime, under its version. Where there is none they are skipped, and their
 * name says so.
 */
export const describeWithWasmtime = (name: string, declare: () => void): void => {
  if (wasmtimeVersion) describe(`${name}, on ${wasmtimeVersion}`, declare);
  else
    describe.skip(
      `${name} (SKIPPED: there is no wasmtime on the PATH; .ci/install-wasmtime installs it)`,
      declare,
    );
};

const freshStore = 'every request fills a store of its own, and is when the dataset was published';

/** What the runtime cannot do, by how the names of the end-to-end tests begin that show it. */
export const wasmtimeLacks: Readonly<Record<string, string>> = {
  'a copy of /v1/meta': freshStore,
  '/v1/meta answers HEAD as it answers GET': freshStore,
  'the typed client confirms a fresh copy': freshStore,
  'what is no HTTP gets 400, or the connection closed: no host':
    'it answers a request without Host by itself, with 500',
};

export interface WasmtimeOptions {
  /** By default the `wasmtime` that is installed. */
  readonly program?: string;
  /** By default the component for WASI. */
  readonly component?: string;
  /** What the component gets by wasi:config. */
  readonly variables?: Readonly<Record<string, string>>;
  /** More of the command line. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** `wasmtime serve` with the component, as a process of its own. */
export class WasmtimeProcess extends ServerProcess {
  private constructor(options: WasmtimeOptions) {
    const { program = installed ?? 'wasmtime', component = 'dist/takeaways-wasi.wasm' } = options;
    const { variables = {}, args = [], env = {} } = options;
    if (!existsSync(component)) throw new Error(`${component} does not exist. Run: npm run build`);
    const settings = Object.entries(variables).flatMap(([name, value]) => [
      '-S',
      `config-var=${name}=${value}`,
    ]);
    super(
      spawn(
        program,
        [
          ...['serve', '--addr', '127.0.0.1:0', '--no-logging-prefix'],
          ...['-S', 'cli,config,keyvalue', ...settings, ...args, component],
        ],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
          // HOME has the cache of compiled components.
          env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
        },
      ),
    );
  }

  /**
   * Starts wasmtime on a free port. The first start of a component compiles it, which takes seconds.
   *
   * @returns when it listens
   * @throws Error with what it printed where it ends instead
   */
  static async start(options: WasmtimeOptions = {}): Promise<WasmtimeProcess> {
    const wasmtime = new WasmtimeProcess(options);
    return wasmtime.listening(wasmtime.wrote(/^Serving HTTP on (http:\/\/[^/\s]+)/m));
  }
}
