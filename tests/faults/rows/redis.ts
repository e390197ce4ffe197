/** Redis fails, each time in the middle of a publication and in the middle of a read. */
import { createClient } from '@redis/client';
import { expect, onTestFinished } from 'vitest';
import { RedisProcess } from '../../../harness/redis.js';
import type { ServerProcess } from '../../../harness/server-process.js';
import { openRedis } from '../../../hosts/node/redis-store.js';
import { publishEditions, wholeBundled, wholeEdition } from '../datasets.js';
import type { Fault, Report, Seen } from '../fault.js';
import { RedisProxy } from '../redis-proxy.js';
import { finish, publishEdition, readDump, readWhole, seenOf } from '../requests.js';
import { Sentinel } from '../sentinel.js';
import { serverKinds } from '../servers.js';

type Client = ReturnType<typeof clientOf>;
const clientOf = (url: string) => createClient({ url, socket: { reconnectStrategy: false } });

interface World {
  readonly redis: RedisProcess;
  readonly proxy: RedisProxy;
  readonly server: ServerProcess;
}

/** A way for Redis to fail, and to be well again. */
interface Way {
  readonly fail: (world: World) => unknown;
  readonly mend: (world: World) => unknown;
  /** Whether a request that waits goes on waiting, until TCP gives up its connection after many minutes. */
  readonly strands?: true;
}

/** How long a client that keeps its connection may take to connect again, in milliseconds. */
const reconnection = 30_000;

const start = async (kind: Report['kind']): Promise<World> => {
  const redis = await RedisProcess.start();
  onTestFinished(() => redis.kill());
  const proxy = await RedisProxy.start(redis.host);
  onTestFinished(() => proxy.close());
  const { store, close } = await openRedis(redis.url, () => {});
  await publishEditions(store, [1]);
  close();
  const server = await serverKinds[kind].start({ redisUrl: proxy.through(redis.url) });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return { redis, proxy, server };
};

/** Talks to Redis itself, as its administrator. */
const administer = async <T>(url: string, use: (client: Client) => Promise<T>): Promise<T> => {
  const client = clientOf(url);
  client.on('error', () => {}); // It may close the connection.
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
};

const healthOf = ({ server }: World): Promise<Response> => server.fetch('/healthz');

/** Lets Redis fail at an operation of a request. @returns what became of the request */
const failAt = async (
  world: World,
  operation: number,
  request: () => Promise<Response>,
  { fail }: Way,
): Promise<{ readonly seen: Promise<Seen>; readonly ended: Promise<unknown> }> => {
  const reached = world.proxy.stopAt(operation);
  const response = request();
  const ended = response.catch(() => {});
  await reached;
  await fail(world);
  world.proxy.proceed();
  return { seen: seenOf(response), ended };
};

/** On Spin every request has a connection of its own; the client in Node keeps one, and opens it again by itself. */
const waitForReconnection = async ({ server }: World, kind: Report['kind']): Promise<void> => {
  if (kind !== 'nodeRedis') return;
  const deadline = performance.now() + reconnection;
  while ((await server.fetch('/readyz')).status !== 200 && performance.now() < deadline);
};

const disturb = async (way: Way, report: Report): Promise<void> => {
  const world = await start(report.kind);
  const { server } = world;
  const whole = {
    'the old revision': await wholeEdition(1),
    'the new revision': await wholeEdition(2),
    'the bundled dataset': await wholeBundled(),
  } as const;
  const look = async () => {
    const served = await readWhole(server);
    const names = ['the old revision', 'the new revision', 'the bundled dataset'] as const;
    const found = names.find((name) => whole[name] === served);
    if (!found) throw new Error(`No whole revision is served: ${served.slice(0, 2000)}`);
    report.served(found);
  };

  // Redis fails in the middle of each request: at half of the operations that one like it takes.
  const half = async (request: () => Promise<Response>): Promise<number> =>
    Math.ceil(
      (await world.proxy.count(async () => expect(await finish(request())).toBe('200'))) / 2,
    );
  const inPublication = await half(() => publishEdition(server, 3));
  expect(await finish(publishEdition(server, 1))).toBe('200');
  const inRead = await half(() => readDump(server));

  const publishing = () => publishEdition(server, 2);
  const publication = await failAt(world, inPublication, publishing, way);
  report.seen('a publication', await publication.seen);
  report.seen('a read', await seenOf(readDump(server)));
  report.seen('/healthz', await seenOf(healthOf(world)));
  await way.mend(world);
  if (!way.strands) await publication.ended;
  await waitForReconnection(world, report.kind);
  await look();
  expect(await finish(publishEdition(server, 2))).toBe('200');
  expect(await readWhole(server)).toBe(whole['the new revision']);

  const reading = await failAt(world, inRead, () => readDump(server), way);
  report.seen('a read that has begun', await reading.seen);
  await way.mend(world);
  if (!way.strands) await reading.ended;
  await waitForReconnection(world, report.kind);
  await look();
};

/** @returns the row of a fault of Redis. */
const redisFault = (
  fault: string,
  way: Way,
  seen: {
    readonly publication: readonly Seen[];
    readonly read: readonly Seen[];
    readonly begun?: readonly Seen[];
  },
  more: Partial<Pick<Fault, 'after' | 'note' | 'provoke'>> = {},
): Fault => ({
  chapter: 'redis',
  fault,
  clients: {
    'a publication': seen.publication,
    'a read': seen.read,
    'a read that has begun': seen.begun ?? seen.read,
    '/healthz': ['200'],
  },
  after: ['the old revision', 'the new revision'],
  on: ['spinRedis', 'nodeRedis'],
  provoke: (report) => disturb(way, report),
  ...more,
});

const unavailable: readonly Seen[] = ['503 with Retry-After'];
const begun: readonly Seen[] = [
  '503 with Retry-After',
  'a connection that is cut',
  'no answer until the fault ends',
];
const waits: readonly Seen[] = ['503 with Retry-After', 'no answer until the fault ends'];
const spinWaits =
  'Spin waits as long as Redis does; the client in Node gives up after two seconds, with 503';

const config = (setting: string, value: string) => (world: World) =>
  administer(world.redis.url, (client) => client.configSet(setting, value));

/** Another password than the one in the URL of the server. */
const otherPassword = 'another';

const changePassword: Way = {
  fail: ({ redis }) =>
    administer(redis.url, async (client) => {
      await client.configSet('requirepass', otherPassword);
      await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal']);
    }),
  mend: ({ redis }) => {
    const url = new URL(redis.url);
    const right = decodeURIComponent(url.password);
    url.password = otherPassword;
    return administer(url.href, (client) => client.configSet('requirepass', right));
  },
};

const becomeReplica: Way = {
  fail: ({ redis }) =>
    administer(redis.url, async (client) => {
      // Of a master that is gone: it serves what it has.
      await client.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
    }),
  mend: ({ redis }) =>
    administer(redis.url, (client) => client.sendCommand(['REPLICAOF', 'NO', 'ONE'])),
};

/** The master is killed; Sentinel makes the replica the master, and the address leads to that one from then on. */
const failOver = async (report: Report): Promise<void> => {
  const replica = await RedisProcess.start();
  onTestFinished(() => replica.kill());
  let sentinel: Sentinel | undefined;
  onTestFinished(() => sentinel?.stop());
  const follow = async (follower: RedisProcess, leader: RedisProcess) => {
    const [host = '', port = ''] = leader.host.split(':');
    await administer(follower.url, async (client) => {
      await client.configSet('masterauth', decodeURIComponent(new URL(leader.url).password));
      await client.sendCommand(['REPLICAOF', host, port]);
    });
    await administer(leader.url, async (client) => {
      while (!(await client.info('replication')).includes('state=online'));
      await client.sendCommand(['WAIT', '1', '1000']);
    });
  };
  let [master, other] = [undefined as RedisProcess | undefined, replica];
  await disturb(
    {
      fail: async ({ redis }) => {
        const [leader, follower] = [master ?? redis, other];
        await follow(follower, leader);
        sentinel = await Sentinel.start(leader.url);
        await leader.kill();
      },
      mend: async ({ redis, proxy }) => {
        proxy.target = (await sentinel?.failedOver()) ?? '';
        // Or else, on a busy machine, it may take the new master for dead as well.
        await sentinel?.stop();
        const killed = master ?? redis;
        master = other;
        other = killed;
        await killed.start();
      },
    },
    report,
  );
};

export const redisFaults: readonly Fault[] = [
  redisFault(
    'Redis is killed, and started again',
    { fail: ({ redis }) => redis.kill(), mend: ({ redis }) => redis.start() },
    {
      publication: unavailable,
      read: unavailable,
      begun: ['503 with Retry-After', 'a connection that is cut'],
    },
  ),
  redisFault(
    'Redis is paused (SIGSTOP)',
    { fail: ({ redis }) => redis.signal('SIGSTOP'), mend: ({ redis }) => redis.signal('SIGCONT') },
    { publication: waits, read: waits, begun },
    { note: spinWaits },
  ),
  redisFault(
    'Redis is slow: 20 ms for each command',
    {
      fail: ({ proxy }) => {
        proxy.latency = 20;
      },
      mend: ({ proxy }) => {
        proxy.latency = 0;
      },
    },
    { publication: ['200'], read: ['200'] },
  ),
  redisFault(
    'The connection to Redis is half-open: nothing comes through, and nobody closes it',
    {
      fail: ({ proxy }) => proxy.goSilent(),
      mend: ({ proxy }) => proxy.speak(),
      strands: true,
    },
    { publication: waits, read: waits, begun },
    {
      note: 'A request that was under way on Spin waits until TCP gives up; others get a connection of their own. The client in Node gives up after two seconds, with 503',
    },
  ),
  redisFault(
    'Redis is out of memory (`maxmemory`, `noeviction`)',
    { fail: config('maxmemory', '1'), mend: config('maxmemory', '0') },
    { publication: unavailable, read: ['200'] },
  ),
  redisFault('Redis has become a read-only replica', becomeReplica, {
    publication: unavailable,
    read: ['200'],
  }),
  redisFault('Redis takes another password than the one in `redis_url`', changePassword, {
    publication: unavailable,
    read: unavailable,
    begun: ['503 with Retry-After', 'a connection that is cut'],
  }),
  redisFault(
    'Redis is flushed',
    {
      fail: ({ redis }) => administer(redis.url, (client) => client.flushAll()),
      mend: () => {},
    },
    {
      publication: ['200', '412', '503 with Retry-After'],
      read: ['200'],
      begun: ['200', '503 with Retry-After', 'a connection that is cut'],
    },
    {
      after: ['the bundled dataset', 'the new revision'],
      note: 'What an operator has published is gone: publish it again',
    },
  ),
  redisFault(
    'The master is killed, and Sentinel makes its replica the master',
    { fail: () => {}, mend: () => {} },
    {
      publication: unavailable,
      read: unavailable,
      begun: ['503 with Retry-After', 'a connection that is cut'],
    },
    {
      provoke: failOver,
      note: 'The address in `redis_url` must lead to the master, as a Service does',
    },
  ),
];
