import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import type { Runtime } from './runtime.js';
import { type Ending, ServerProcess } from './server-process.js';

/** The server for plain Node, as `npm run build:container` makes it. */
export const serverScript = 'dist/container/server.js';

/** @returns the variables that make the server listen, with its store in a SQLite file of a folder. */
export const nodeServerVariables = (
  folder: string,
  listen = '127.0.0.1:0',
): Readonly<Record<string, string>> => ({
  TAKEAWAYS_LISTEN: listen,
  TAKEAWAYS_STORE: `sqlite:${join(folder, 'takeaways.db')}`,
});

export interface ServerOptions {
  /** A new SQLite database unless told otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** What runs it; by default this process's Node. */
  readonly node?: string;
}

/** The server for plain Node, as a process of its own. */
export class ContainerServer extends ServerProcess {
  private constructor({ env = {}, node = process.execPath }: ServerOptions) {
    if (!existsSync(serverScript)) {
      throw new Error(`${serverScript} does not exist. Run: npm run build:container -- --server`);
    }
    super(
      spawn(node, [serverScript], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...nodeServerVariables(temporaryDirectory()), ...env },
      }),
    );
  }

  /**
   * Starts the server on a free port.
   *
   * @returns when it listens
   * @throws Error with what it printed where it ends instead
   */
  static async start(options: ServerOptions = {}): Promise<ContainerServer> {
    const server = new ContainerServer(options);
    return server.listening(server.loggedUrl());
  }

  /** Runs the server until it ends by itself. */
  static run(options: ServerOptions = {}): Promise<Ending> {
    return new ContainerServer(options).ending;
  }
}

export const nodeServer: Runtime = {
  id: 'node',
  name: 'Node container',
  remedy: 'Run: npm run build:container -- --server',
  services: [{ engine: 'V8', file: serverScript }],
  servesComponents: false,
  suites: ['e2e', 'publishing'],
  lacks: {},
  differences: 'the same app without Wasm; SQLite or Redis',
  installed: () =>
    existsSync(serverScript)
      ? [{ program: process.execPath, version: `Node ${process.versions.node}` }]
      : [],
  start: ({ publishToken, newDirectory = temporaryDirectory, env } = {}) =>
    ContainerServer.start({
      env: {
        ...nodeServerVariables(newDirectory()),
        ...(publishToken && { TAKEAWAYS_PUBLISH_TOKEN: publishToken }),
        ...env,
      },
    }),
};
