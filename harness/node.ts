import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { type Ending, ServerProcess } from './server-process.js';

const script = 'dist/container/server.js';

export interface ServerOptions {
  /** A new SQLite database unless told otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** What runs it; by default this process's Node. */
  readonly node?: string;
}

/** The server for plain Node, as a process of its own. */
export class ContainerServer extends ServerProcess {
  private constructor({ env = {}, node = process.execPath }: ServerOptions) {
    if (!existsSync(script)) {
      throw new Error(`${script} does not exist. Run: npm run build:container -- --server`);
    }
    super(
      spawn(node, [script], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          TAKEAWAYS_LISTEN: '127.0.0.1:0',
          TAKEAWAYS_STORE: `sqlite:${join(temporaryDirectory(), 'takeaways.db')}`,
          ...env,
        },
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
