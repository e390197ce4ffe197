/** Clocks that are wrong, and clocks that step, by libfaketime. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { RedisProcess } from '../../../harness/redis.js';
import type { ServerProcess } from '../../../harness/server-process.js';
import { openRedis } from '../../../hosts/node/redis-store.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { publishEditions, wholeEdition } from '../datasets.js';
import type { Fault, Report, Seen } from '../fault.js';
import { RedisProxy } from '../redis-proxy.js';
import { finish, publishEdition, readDump, readWhole, seenOf } from '../requests.js';
import { serverKinds } from '../servers.js';

const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find(existsSync);

const hours = 3;

/** @returns the environment of a process whose clock is shifted, for example by `+3h`. */
const shifted = (shift: string) => ({
  LD_PRELOAD: library ?? '',
  FAKETIME: shift,
  DONT_FAKE_MONOTONIC: '1',
});

const startRedis = async (): Promise<RedisProcess> => {
  const redis = await RedisProcess.start();
  onTestFinished(() => redis.kill());
  const { store, close } = await openRedis(redis.url, () => {});
  await publishEditions(store, [1]);
  close();
  return redis;
};

const start = async (
  { kind }: Report,
  redisUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> => {
  const server = await serverKinds[kind].start({ redisUrl, env });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
};

const metaSchema = z.object({ published_at: z.string() });

/** @returns how many whole hours the clock of the server that published last is ahead. */
const ahead = async (server: ServerProcess): Promise<number> => {
  const meta = metaSchema.parse(await (await server.fetch('/v1/meta')).json());
  // Without the sign of a zero.
  return Math.round((Date.parse(meta.published_at) - Date.now()) / 3_600_000) + 0;
};

const apart = (sign: '+' | '-'): Fault['provoke'] => {
  return async (report) => {
    const redis = await startRedis();
    const right = await start(report, redis.url);
    const wrong = await start(report, redis.url, shifted(`${sign}${hours}h`));
    // More often than revisions are kept, so that each collects the garbage of the other.
    for (let number = 2; number < 16; number += 2) {
      report.seen('publications by turns', await finish(publishEdition(wrong, number)));
      expect(await ahead(right)).toBe(sign === '+' ? hours : -hours);
      expect(await readWhole(right)).toBe(await wholeEdition(number));
      report.seen('publications by turns', await finish(publishEdition(right, number + 1)));
      expect(await ahead(wrong)).toBe(0);
      expect(await readWhole(wrong)).toBe(await wholeEdition(number + 1));
    }
    report.seen('a read', await seenOf(readDump(wrong)));
    report.served('the new revision');
  };
};

/** One publishes, and is held in the middle; the other, ahead, takes what it has written for abandoned. */
const inBetween: Fault['provoke'] = async (report) => {
  const redis = await startRedis();
  const proxy = await RedisProxy.start(redis.host);
  onTestFinished(() => proxy.close());
  const right = await start(report, proxy.through(redis.url));
  const wrong = await start(report, redis.url, shifted(`+${hours}h`));
  const operations = await proxy.count(() => publishEdition(right, 3));
  for (let at = 2; at <= operations; at += 2) {
    expect(await finish(publishEdition(wrong, 1))).toBe('200');
    const reached = proxy.stopAt(at);
    const publication = finish(publishEdition(right, 100 + at));
    await Promise.race([reached, publication]);
    expect(await finish(publishEdition(wrong, 3))).toBe('200');
    proxy.proceed();
    report.seen('the publication', await publication);
    const served = await readWhole(wrong);
    if (served === (await wholeEdition(100 + at))) report.served('the new revision');
    else {
      expect(served).toBe(await wholeEdition(3));
      report.served('the old revision');
    }
    report.seen('a read', await seenOf(readDump(right)));
  }
};

const stepping: Fault['provoke'] = async (report) => {
  const redis = await startRedis();
  const file = join(temporaryDirectory(), 'clock');
  writeFileSync(file, '+0h');
  const server = await start(report, redis.url, {
    LD_PRELOAD: library ?? '',
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
  });
  let number = 1;
  for (const shift of [-hours, hours, 0, hours, -hours]) {
    writeFileSync(file, `${shift < 0 ? '-' : '+'}${Math.abs(shift)}h`);
    report.seen('a publication', await finish(publishEdition(server, ++number)));
    expect(await ahead(server)).toBe(shift);
    report.seen('a read', await seenOf(readDump(server)));
    expect(await readWhole(server)).toBe(await wholeEdition(number));
  }
  report.served('the new revision');
};

const ok: readonly Seen[] = ['200'];

const clockFault = (fault: Pick<Fault, 'fault' | 'clients' | 'after' | 'provoke'>): Fault => ({
  chapter: 'time',
  on: ['spinRedis', 'nodeRedis'],
  ...fault,
  ...(!library && { obstacle: 'no libfaketime; run: apt-get install -y libfaketime' }),
});

export const timeFaults: readonly Fault[] = [
  clockFault({
    fault: `A pod’s clock is ${hours} hours ahead`,
    clients: { 'publications by turns': ok, 'a read': ok },
    after: ['the new revision'],
    provoke: apart('+'),
  }),
  clockFault({
    fault: `A pod’s clock is ${hours} hours behind`,
    clients: { 'publications by turns': ok, 'a read': ok },
    after: ['the new revision'],
    provoke: apart('-'),
  }),
  clockFault({
    fault: `A pod ${hours} hours ahead publishes while another is in the middle of that`,
    clients: { 'the publication': ['200', '409', '503 with Retry-After'], 'a read': ok },
    after: ['the old revision', 'the new revision'],
    provoke: inBetween,
  }),
  clockFault({
    fault: `The clock steps back and forth by ${hours} hours while the pod serves`,
    clients: { 'a publication': ok, 'a read': ok },
    after: ['the new revision'],
    provoke: stepping,
  }),
];
