import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installedVersions, programOf } from '../lib/programs.js';
import { wasiComponents } from './components.js';
import type { Runtime } from './runtime.js';
import { ServerProcess } from './server-process.js';

const [{ file: componentFile }] = wasiComponents;

const freshStore = 'every request fills a store of its own, and is when the dataset was published';

const lacks: Runtime['lacks'] = {
  'a copy of /v1/meta': freshStore,
  '/v1/meta responds to HEAD like GET': freshStore,
  'the typed client confirms a fresh copy': freshStore,
  'malformed HTTP gets 400 or a closed connection: no host':
    'it answers a request without Host by itself, with 500',
};

/** @returns the command that serves a component on wasmtime. */
export const wasmtimeServe = ({
  program = programOf('wasmtime'),
  component = componentFile,
  listen = '127.0.0.1:0',
  args = [],
}: {
  readonly program?: string | undefined;
  readonly component?: string | undefined;
  /** Address and port; by default a free port. */
  readonly listen?: string | undefined;
  readonly args?: readonly string[];
}): readonly [program: string, ...args: string[]] =>
  [
    ...[program, 'serve', '--addr', listen, '--no-logging-prefix'],
    ...['-S', 'cli,config,keyvalue', ...args, component],
  ] as const;

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
    const { program, component = componentFile, variables = {}, args = [], env = {} } = options;
    if (!existsSync(component)) throw new Error(`${component} does not exist. Run: npm run build`);
    const settings = Object.entries(variables).flatMap(([name, value]) => [
      '-S',
      `config-var=${name}=${value}`,
    ]);
    const [command, ...rest] = wasmtimeServe({ program, component, args: [...settings, ...args] });
    super(
      spawn(command, rest, {
        stdio: ['ignore', 'pipe', 'pipe'],
        // HOME has the cache of compiled components.
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      }),
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

export const wasmtime: Runtime = {
  id: 'wasmtime',
  name: 'wasmtime serve',
  remedy: 'Run: .ci/install-wasmtime',
  services: wasiComponents,
  servesComponents: true,
  suites: ['e2e'],
  lacks,
  differences: 'a store of its own for every request: publishing does not last',
  installed: () => installedVersions('wasmtime'),
  start: ({ program, component, publishToken, env } = {}) =>
    WasmtimeProcess.start({
      ...(program && { program }),
      ...(component && { component }),
      ...(publishToken && { variables: { publish_token: publishToken } }),
      ...(env && { env }),
    }),
};
