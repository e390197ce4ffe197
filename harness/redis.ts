import { spawnSync } from 'node:child_process';
import { freePort } from '../lib/free-port.js';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { RestartableProcess } from './restartable-process.js';

/** The Redis on the PATH, such as `Redis 7.0.15`; undefined where there is none. */
export const redisVersion: string | undefined = /\bv=\S+/
  .exec(spawnSync('redis-server', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[0]
  .replace('v=', 'Redis ');

/** How to get it, for the names of tests that are skipped. */
export const redisIsMissing =
  'SKIPPED: there is no redis-server on the PATH; run: apt-get install -y redis-server';

/** With characters that a URL has other uses for. */
const password = 'battery/staple@1';

/** A real Redis with a password, and a folder of its own, where it writes down every change before it answers. */
export class RedisProcess extends RestartableProcess {
  private readonly folder = temporaryDirectory();

  private constructor(
    private readonly address: string,
    private readonly port: number,
  ) {
    super();
  }

  /** Starts one on a free port of an address of this machine. */
  static async start(address = '127.0.0.1'): Promise<RedisProcess> {
    const redis = new RedisProcess(address, await freePort(address));
    await redis.start();
    return redis;
  }

  get host(): string {
    return `${this.address}:${this.port}`;
  }

  get url(): string {
    return `redis://:${encodeURIComponent(password)}@${this.host}`;
  }

  /** Starts it, again where it was killed, with what it had written down. @returns when it takes connections. */
  async start(): Promise<void> {
    const args = [
      ...['--bind', this.address, '--port', `${this.port}`, '--requirepass', password],
      ...['--appendonly', 'yes', '--save', ''],
    ];
    const readyText = 'Ready to accept connections';
    await this.run('redis-server', args, { cwd: this.folder, readyText });
  }
}
