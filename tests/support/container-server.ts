import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Ending, type LogLine, temporaryDirectory } from './host-process.js';

const script = 'dist/container/server.js';

export interface ServerOptions {
  /** A new SQLite database unless told otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** What runs it; by default this process's Node. */
  readonly node?: string;
}

/** The server for plain Node, as a process of its own. */
export class ContainerServer {
  /** Where it serves. */
  url = '';
  readonly log: LogLine[] = [];
  readonly ending: Promise<Ending>;
  private readonly child: ChildProcess;
  private readonly watchers = new Set<(line: LogLine) => void>();

  private constructor({ env = {}, node = process.execPath }: ServerOptions) {
    if (!existsSync(script)) {
      throw new Error(`${script} does not exist. Run: npm run build:container -- --server`);
    }
    this.child = spawn(node, [script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        TAKEAWAYS_LISTEN: '127.0.0.1:0',
        TAKEAWAYS_STORE: `sqlite:${join(temporaryDirectory(), 'takeaways.db')}`,
        ...env,
      },
    });
    this.ending = this.observe();
  }

  /**
   * Starts the server on a free port.
   *
   * @returns when it listens
   * @throws Error with what it printed where it ends instead
   */
  static async start(options: ServerOptions = {}): Promise<ContainerServer> {
    const server = new ContainerServer(options);
    const listening = server.logged(({ msg }) => msg === 'listening');
    const first = await Promise.race([listening, server.ending]);
    if (!('url' in first)) throw new Error(`The server ended: ${first.stdout}${first.stderr}`);
    server.url = String(first.url);
    return server;
  }

  /** Runs the server until it ends by itself. */
  static run(options: ServerOptions = {}): Promise<Ending> {
    return new ContainerServer(options).ending;
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

  /** Ends the process, and waits for that. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    this.child.kill(signal);
    return this.ending;
  }

  private observe(): Promise<Ending> {
    const text = { stdout: '', stderr: '' };
    const { stdout, stderr } = this.child;
    if (stdout) {
      createInterface(stdout).on('line', (line) => {
        text.stdout += `${line}\n`;
        const parsed = JSON.parse(line);
        this.log.push(parsed);
        for (const watch of this.watchers) watch(parsed);
      });
    }
    stderr?.on('data', (data) => {
      text.stderr += data;
    });
    return once(this.child, 'close').then(([code, signal]) => ({ code, signal, ...text }));
  }
}
