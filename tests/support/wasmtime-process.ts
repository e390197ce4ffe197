import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe } from 'vitest';
import { findProgram } from './programs.js';

const program = findProgram('wasmtime');

/** What `wasmtime --version` says, such as `wasmtime 48.0.8`; undefined where there is none. */
export const wasmtimeVersion: string | undefined =
  program && spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();

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
  /** What the component gets by wasi:config. */
  readonly variables?: Readonly<Record<string, string>>;
  /** More of the command line. */
  readonly args?: readonly string[];
}

const component = 'dist/takeaways-wasi.wasm';

/** `wasmtime serve` with the component, as a process of its own. */
export class WasmtimeProcess {
  /** Where it serves. */
  url = '';
  /** What it and the component wrote. */
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  private constructor({ variables = {}, args = [] }: WasmtimeOptions) {
    if (!existsSync(component)) throw new Error(`${component} does not exist. Run: npm run build`);
    const settings = Object.entries(variables).flatMap(([name, value]) => [
      '-S',
      `config-var=${name}=${value}`,
    ]);
    this.child = spawn(
      program ?? 'wasmtime',
      [
        ...['serve', '--addr', '127.0.0.1:0', '--no-logging-prefix'],
        ...['-S', 'cli,config,keyvalue', ...settings, ...args, component],
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        // HOME has the cache of compiled components.
        env: { PATH: process.env.PATH, HOME: process.env.HOME },
      },
    );
    this.ended = once(this.child, 'close');
  }

  /**
   * Starts wasmtime on a free port. The first start of a component compiles it, which takes seconds.
   *
   * @returns when it listens
   * @throws Error with what it printed where it ends instead
   */
  static async start(options: WasmtimeOptions = {}): Promise<WasmtimeProcess> {
    const wasmtime = new WasmtimeProcess(options);
    const url = await Promise.race([wasmtime.listening(), wasmtime.ended]);
    if (typeof url !== 'string') throw new Error(`wasmtime ended: ${wasmtime.output}`);
    wasmtime.url = url;
    return wasmtime;
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(this.url + path, init);
  }

  /** Ends the process, and waits for that. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  /** @returns the URL that it says it serves at. */
  private listening(): Promise<string> {
    return new Promise((resolve) => {
      for (const stream of [this.child.stdout, this.child.stderr]) {
        if (!stream) continue;
        createInterface(stream).on('line', (line) => {
          this.output += `${line}\n`;
          const url = /^Serving HTTP on (http:\/\/[^/]+)/.exec(line)?.[1];
          if (url) resolve(url);
        });
      }
    });
  }
}
