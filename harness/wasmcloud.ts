import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import * as z from 'zod/mini';
import { freePort } from '../lib/free-port.js';
import { installedVersions, programOf } from '../lib/programs.js';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { wasiComponents } from './components.js';
import type { Runtime } from './runtime.js';
import { ServerProcess } from './server-process.js';

const lacks: Runtime['lacks'] = {
  'malformed HTTP gets 400 or a closed connection: no host':
    'it answers a request without Host by itself, with 404',
};

export interface WasmcloudOptions {
  /** By default the `wash` on the PATH. */
  readonly program?: string;
  /** By default that of this repository's configuration. */
  readonly component?: string;
  /** Where its configuration goes; by default a new folder. */
  readonly project?: string;
  /** Where its store is to be; in memory by default. */
  readonly redisUrl?: string;
  /** The publish token, which it gets as a secret in its environment; without one publishing is off. */
  readonly publishToken?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const folder = 'runtimes/wasmcloud';
const configFile = '.wash/config.yaml';

const configSchema = z.strictObject({
  build: z.strictObject({ command: z.string(), component_path: z.string() }),
  dev: z.strictObject({ address: z.string() }),
  workload: z.strictObject({ allowedHosts: z.array(z.string()) }),
});

/** `wash dev` with this repository's configuration and the component that is built, as a process of its own. */
export class WasmcloudProcess extends ServerProcess {
  private constructor(address: string, options: WasmcloudOptions) {
    const { program = programOf('wash'), project = temporaryDirectory(), env = {} } = options;
    const { redisUrl, publishToken } = options;
    const { build, dev, workload } = configSchema.parse(
      parse(readFileSync(join(folder, configFile), 'utf8')),
    );
    const component = resolve(options.component ?? join(folder, build.component_path));
    if (!existsSync(component)) throw new Error(`${component} does not exist. Run: npm run build`);
    const config = {
      build: { command: 'true', component_path: component },
      dev: { ...dev, address, ...(redisUrl && { wasi_keyvalue_redis_url: redisUrl }) },
      workload: {
        ...workload,
        ...(publishToken && { environment: { secretFrom: ['publisher'] } }),
      },
      ...(publishToken && { secrets: { publisher: { fromEnv: ['publish_token'] } } }),
    };
    const file = join(project, configFile);
    mkdirSync(dirname(file));
    writeFileSync(file, stringify(config));
    super(
      spawn(program, ['-C', project, '--non-interactive', 'dev'], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          publish_token: publishToken,
          ...env,
        },
      }),
    );
  }

  /**
   * Starts wasmCloud on a free port. Each start compiles the component, which takes tens of seconds.
   *
   * @returns when it serves
   * @throws Error with what it printed where it ends instead
   */
  static async start(options: WasmcloudOptions = {}): Promise<WasmcloudProcess> {
    const wasmcloud = new WasmcloudProcess(`127.0.0.1:${await freePort()}`, options);
    return wasmcloud.listening(
      wasmcloud.wrote(/listening for HTTP requests address=(http:\/\/[^/\s]+)/),
    );
  }
}

export const wasmcloud: Runtime = {
  id: 'wasmcloud',
  name: 'wasmCloud',
  remedy: 'Install wash: https://wasmcloud.com/docs/installation',
  services: wasiComponents,
  servesComponents: true,
  suites: ['e2e', 'publishing'],
  lacks,
  differences: 'a store in memory or Redis, with keys of its own; compiles at every start',
  isSlow: true,
  installed: () => installedVersions('wash'),
  start: ({ program, component, publishToken, newDirectory, env } = {}) =>
    WasmcloudProcess.start({
      ...(program && { program }),
      ...(component && { component }),
      ...(publishToken && { publishToken }),
      ...(newDirectory && { project: newDirectory() }),
      ...(env && { env }),
    }),
};
