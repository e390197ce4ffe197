/**
 * Publishers, activations, collections and seeding at one store at once, in thousands of schedules. All
 * content is made before, so that every step of a race is an operation of the store; each test asserts how
 * often the actors took turns.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { activate } from '../../../src/dataset/revisions/activate.js';
import { ensureCurrent } from '../../../src/dataset/revisions/current.js';
import { readCurrent, readDescriptor } from '../../../src/dataset/revisions/descriptors.js';
import {
  abandonedAfter,
  maxKeptRevisions,
} from '../../../src/dataset/revisions/garbage-collection.js';
import { readHistory } from '../../../src/dataset/revisions/history.js';
import { publish } from '../../../src/dataset/revisions/publish.js';
import {
  type BundledDataset,
  currentKey,
  keyOf,
  orphansKey,
  placeOf,
  type Revision,
  revisionsKey,
  suffixesOf,
} from '../../../src/dataset/revisions/revision.js';
import { createScalableMemoryStore } from '../../../src/store/memory-store.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { type Actor, interleave, type Race } from '../../support/interleaving.js';
import { edition, hour } from './editions.js';

/** Long enough on two busy cores. */
const timeout = 240_000;

const editions = new Map<number, BundledDataset>();
beforeAll(async () => {
  for (let number = 1; number <= 20; number++) editions.set(number, await edition(number));
});

const contentOf = (number: number): BundledDataset => {
  const content = editions.get(number);
  if (!content) throw new Error(`There is no edition ${number}.`);
  return content;
};

class Refused extends Error {}

/** A publication of an edition, of whatever is current or only instead of another edition. */
const publisher =
  (number: number, instead?: number, now = hour(number)): Actor =>
  (store) =>
    publish(store, {
      content: contentOf(number),
      origin: 'operator',
      version: number,
      now,
      precondition: (current) => {
        if (instead !== undefined && current?.id !== contentOf(instead).id) throw new Refused();
      },
    });

const activator =
  (number: number, now = hour(number)): Actor =>
  (store) =>
    activate(store, contentOf(number).id, { now, precondition: () => {} });

/** An actor that begins when the others are halfway. */
const later =
  (act: Actor): Actor =>
  async (store) => {
    for (let read = 0; read < 25; read++) await store.get(currentKey);
    return act(store);
  };

const seeder =
  (number: number): Actor =>
  (store) =>
    ensureCurrent({
      ...{ store, bundled: contentOf(number), now: () => hour(number) },
      log: () => {},
    });

const prepared = async (numbers: readonly number[]): Promise<Required<KeyValueStore>> => {
  const store = createScalableMemoryStore();
  for (const number of numbers) await publisher(number)(store);
  return store;
};

/** All editions that are in the history or current, by number. */
const listed = async (store: KeyValueStore): Promise<number[]> => {
  const ids = new Set((await readHistory(store)).map(({ id }) => id));
  return [...editions].flatMap(([number, { id }]) => (ids.has(id) ? [number] : []));
};

/** @throws unless each key belongs to a listed revision, and every complete one has all of its keys. */
const expectSound = async (store: Required<KeyValueStore>) => {
  const history = await readHistory(store);
  const places = history.map(placeOf);
  expect(new Set(places).size).toBe(places.length);
  const keys = new Set(await store.keys());
  for (const key of keys) {
    if ([currentKey, revisionsKey].includes(key)) continue;
    expect(places).toContain(key.split('/')[1]);
  }
  const current = await readCurrent(store);
  if (!current) throw new Error('Nothing is current.');
  expect(places).toContain(placeOf(current));
  const complete: Revision[] = [current];
  for (const entry of history) {
    if (!entry.removing && (await readDescriptor(store, placeOf(entry)))) complete.push(entry);
  }
  for (const revision of complete) {
    for (const suffix of suffixesOf(revision)) {
      expect(keys).toContain(keyOf(placeOf(revision), suffix));
    }
  }
};

/** Runs many races, each from a store of its own; checks each of them, and that the actors took turns. */
const race = async (
  schedules: number,
  prepare: () => Promise<Required<KeyValueStore>>,
  actors: readonly Actor[],
  check: (store: Required<KeyValueStore>, race: Race) => Promise<void>,
) => {
  let fewest = Number.POSITIVE_INFINITY;
  let all = 0;
  for (let seed = 1; seed <= schedules; seed++) {
    const store = await prepare();
    const result = await interleave(store, actors, seed);
    try {
      await expectSound(store);
      await check(store, result);
    } catch (error) {
      throw new Error(`Schedule ${seed}: ${(error as Error).message}`, { cause: error });
    }
    fewest = Math.min(fewest, result.switches);
    all += result.switches;
  }
  expect(fewest).toBeGreaterThanOrEqual(2);
  expect(all / schedules).toBeGreaterThan(4 * actors.length);
};

const succeeded = ({ outcomes }: Race) => outcomes.filter(({ status }) => status === 'fulfilled');

const expectAllSucceeded = ({ outcomes }: Race) => {
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
};

describe('over a store that compares and sets', { timeout }, () => {
  it.each([
    [2, 1500],
    [3, 1000],
  ])('%d publishers lose no revision', async (count, schedules) => {
    const numbers = Array.from({ length: count }, (_, index) => index + 2);
    await race(
      schedules,
      () => prepared([1]),
      numbers.map((number) => publisher(number)),
      async (store, result) => {
        expectAllSucceeded(result);
        expect(await listed(store)).toEqual([1, ...numbers]);
      },
    );
  });

  it('seven publishers leave as many as are kept, and no key more', async () => {
    const numbers = [2, 3, 4, 5, 6, 7, 8];
    await race(
      300,
      () => prepared([1]),
      numbers.map((number) => publisher(number, undefined, hour(2))),
      async (store, result) => {
        expectAllSucceeded(result);
        // Whoever collects last removes what is too much.
        await publisher(9)(store);
        await expectSound(store);
        expect(await listed(store)).toHaveLength(maxKeptRevisions + 1);
      },
    );
  });

  it.each([
    [2, 1500],
    [3, 1000],
    [7, 200],
  ])('of %d publishers that name the same revision one succeeds', async (count, schedules) => {
    const numbers = Array.from({ length: count }, (_, index) => index + 2);
    await race(
      schedules,
      () => prepared([1]),
      numbers.map((number) => publisher(number, 1)),
      async (store, result) => {
        expect(succeeded(result)).toHaveLength(1);
        for (const outcome of result.outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Refused);
        }
        const winner = numbers[result.outcomes.findIndex(({ status }) => status === 'fulfilled')];
        expect(await readCurrent(store)).toMatchObject({ id: contentOf(winner ?? 0).id });
      },
    );
  });

  it('publications of the same content leave it once', async () => {
    await race(
      500,
      () => prepared([1]),
      [publisher(2), publisher(2), publisher(2)],
      async (store, result) => {
        expectAllSucceeded(result);
        expect(await listed(store)).toEqual([1, 2]);
      },
    );
  });

  it('a revision is activated or removed, never both', async () => {
    const before = [1, 2, 3, 4, 5];
    let activations = 0;
    let misses = 0;
    await race(
      600,
      () => prepared(before),
      // The oldest is activated while four publications push it out.
      [later(activator(1)), publisher(6), publisher(7), publisher(8)],
      async (_, { outcomes: [activation, ...publications] }) => {
        for (const outcome of publications) expect(outcome.status).toBe('fulfilled');
        if (activation?.status === 'fulfilled' && activation.value) activations++;
        else misses++;
      },
    );
    expect(activations).toBeGreaterThan(10);
    expect(misses).toBeGreaterThan(10);
  });

  it('seeding, publishing, activating and collecting at once leave a sound store', async () => {
    await race(
      600,
      () => prepared([1, 2, 3, 4]),
      [seeder(9), publisher(5), publisher(6, 4), activator(2), activator(1), seeder(10)],
      async () => {},
    );
  });

  it('components of two versions seed an empty store', async () => {
    await race(
      500,
      async () => createScalableMemoryStore(),
      [seeder(1), seeder(2), seeder(1), seeder(2)],
      async (store, result) => {
        expectAllSucceeded(result);
        expect(await readCurrent(store)).toMatchObject({ id: contentOf(2).id });
      },
    );
  });
});

describe('over a store that cannot compare and set', { timeout }, () => {
  const weak = ({ get, set, delete: remove, keys }: Required<KeyValueStore>): KeyValueStore => ({
    ...{ get, set, delete: remove, keys },
  });

  it('what publishers lose of each other is removed by later publications', async () => {
    let lost = 0;
    for (let seed = 1; seed <= 500; seed++) {
      const store = await prepared([1]);
      const actors = [2, 3, 4].map((number) => publisher(number, undefined, hour(2)));
      const { switches } = await interleave(weak(store), actors, seed);
      expect(switches).toBeGreaterThanOrEqual(4);
      const current = await readCurrent(store);
      for (const suffix of current ? suffixesOf(current) : [])
        expect(await store.get(keyOf(placeOf(current ?? { id: '' }), suffix))).toBeDefined();
      if ((await listed(store)).length < 4) lost++;

      await publisher(5, undefined, hour(3))(weak(store));
      await publisher(6, undefined, new Date(hour(3).getTime() + abandonedAfter))(weak(store));
      await expectSound(store);
      expect(await store.get(orphansKey)).toBeUndefined();
    }
    // Otherwise this test shows nothing.
    expect(lost).toBeGreaterThan(20);
  });
});
