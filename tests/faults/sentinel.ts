/** Redis Sentinel, which makes a replica the master when the master is gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithThisProcess } from '../../lib/ending.js';
import { freePort } from '../../lib/free-port.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

export class Sentinel {
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {
    this.ended = once(child, 'close');
  }

  /** Watches the master at this URL. @returns when it knows a replica of it */
  static async start(master: string): Promise<Sentinel> {
    const { hostname, port, password } = new URL(master);
    const folder = temporaryDirectory();
    const file = join(folder, 'sentinel.conf');
    writeFileSync(
      file,
      [
        `bind 127.0.0.1`,
        `port ${await freePort()}`,
        `sentinel monitor takeaways ${hostname} ${port} 1`,
        `sentinel auth-pass takeaways ${decodeURIComponent(password)}`,
        'sentinel down-after-milliseconds takeaways 1000',
        'sentinel failover-timeout takeaways 3000',
      ].join('\n'),
    );
    const child = spawn('redis-server', [file, '--sentinel'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    endWithThisProcess(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const sentinel = new Sentinel(child, lines);
    await sentinel.saying(/\+slave slave/);
    return sentinel;
  }

  /** @returns host and port of the new master, when there is one. */
  async failedOver(): Promise<string> {
    const [, host, port] = await this.saying(/\+switch-master takeaways \S+ \S+ (\S+) (\d+)/);
    return `${host}:${port}`;
  }

  /** Ends it, if it has not ended yet. */
  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private async saying(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const { done, value } = await this.lines.next();
      if (done) throw new Error(`Sentinel ended before it said ${pattern}.`);
      const found = pattern.exec(value);
      if (found) return found;
    }
  }
}
