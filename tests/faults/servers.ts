/** The servers that faults are provoked on, with a store in a SQLite file or in Redis. */
import { existsSync } from 'node:fs';
import { HostProcess } from '../../harness/local-host.js';
import { ContainerServer, serverScript } from '../../harness/node.js';
import { redisIsMissing, redisVersion } from '../../harness/redis.js';
import type { ServerProcess } from '../../harness/server-process.js';
import { SpinProcess, spin } from '../../harness/spin.js';
import { token } from '../support/publishing.js';

/** Where a server's store is, and more of its settings. */
export interface Setting {
  /** The folder of its SQLite file. */
  readonly stateDir?: string;
  /** The URL of its Redis. */
  readonly redisUrl?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Kind {
  readonly name: string;
  readonly store: 'sqlite' | 'redis';
  /** Why it cannot run here; undefined where it can. */
  obstacle(): string | undefined;
  start(setting: Setting): Promise<ServerProcess>;
}

const withToken = ['--variable', `publish_token=${token}`];

const spinObstacle = () => (spin.installed().length > 0 ? undefined : `no Spin. ${spin.remedy}`);
const redisObstacle = () => (redisVersion ? undefined : redisIsMissing.replace('SKIPPED: ', ''));
const nodeObstacle = () =>
  existsSync(serverScript) ? undefined : 'no server. Run: npm run build:container -- --server';

const startSpin = ({ stateDir, redisUrl, args = [], env }: Setting) =>
  SpinProcess.start({
    ...(stateDir && { stateDir }),
    args: [
      ...withToken,
      ...(redisUrl ? ['--variable', `redis_url=${redisUrl}`] : []),
      ...(redisUrl ? ['--variable', `redis_host=${new URL(redisUrl).host}`] : []),
      ...args,
    ],
    ...(env && { env }),
  });

export const serverKinds = {
  localHost: {
    name: 'the local host',
    store: 'sqlite',
    obstacle: () => undefined,
    start: ({ stateDir, args = [], env }) =>
      HostProcess.start({
        ...(stateDir && { stateDir }),
        args: ['--quiet', ...withToken, ...args],
        ...(env && { env }),
      }),
  },
  spin: { name: 'Spin', store: 'sqlite', obstacle: spinObstacle, start: startSpin },
  spinRedis: {
    name: 'Spin with Redis',
    store: 'redis',
    obstacle: () => spinObstacle() ?? redisObstacle(),
    start: startSpin,
  },
  nodeRedis: {
    name: 'Node with Redis',
    store: 'redis',
    obstacle: () => redisObstacle() ?? nodeObstacle(),
    start: ({ redisUrl = '', env }) =>
      ContainerServer.start({
        env: { TAKEAWAYS_STORE: redisUrl, TAKEAWAYS_PUBLISH_TOKEN: token, ...env },
      }),
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type ServerKind = keyof typeof serverKinds;
