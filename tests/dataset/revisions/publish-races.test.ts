/** Components and operators that publish to one store concurrently, with randomly interleaved operations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ensureCurrent } from '../../../src/dataset/revisions/current.js';
import { readCurrent } from '../../../src/dataset/revisions/descriptors.js';
import { maxKeptRevisions } from '../../../src/dataset/revisions/garbage-collection.js';
import {
  type BundledDataset,
  currentKey,
  keyOf,
  placeOf,
} from '../../../src/dataset/revisions/revision.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { createCountingStore } from '../../support/stores/counting-store.js';
import { createScheduledStore } from '../../support/stores/scheduled-store.js';
import { edition, hour, publishEdition, servedFrom, servedOf } from './editions.js';

const seed = (store: KeyValueStore, bundled: BundledDataset) =>
  ensureCurrent({ store, bundled, now: () => hour(0), log: () => {} });

const times = (count: number, bundled: BundledDataset) =>
  Array.from({ length: count }, () => bundled);

/** Lets these components seed `store` concurrently, interleaved by `scheduler`. */
const race = (scheduler: fc.Scheduler, store: KeyValueStore, components: BundledDataset[]) =>
  scheduler.waitFor(
    Promise.all(components.map((bundled) => seed(createScheduledStore(scheduler, store), bundled))),
  );

/** Long enough on two busy cores. */
const timeout = 60_000;

describe('seeding one empty store concurrently', { timeout }, () => {
  it('ends with one complete revision for twenty components', async () => {
    const bundled = await edition(1);
    const whole = await servedOf(1);
    const alone = createCountingStore();
    await seed(alone, bundled);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = createCountingStore();
        const served = await race(scheduler, store, times(20, bundled));
        expect(new Set(served.map(({ id }) => id))).toEqual(new Set([bundled.id]));
        expect(await servedFrom(store)).toEqual(whole);
        expect(store.keys()).toEqual(alone.keys());
      }),
      { numRuns: 15 },
    );
  });

  it('ends with the newer dataset, at the latest after its component’s next request', async () => {
    const [old, young] = [await edition(1), await edition(2)];
    const [older, newer] = [await servedOf(1), await servedOf(2)];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = createMemoryStore();
        await race(scheduler, store, [...times(3, old), ...times(3, young)]);
        expect([older, newer]).toContainEqual(await servedFrom(store));

        await seed(store, young);
        expect(await servedFrom(store)).toEqual(newer);
        await seed(store, old);
        expect(await servedFrom(store)).toEqual(newer);
      }),
      { numRuns: 60 },
    );
  });

  it('does not move the pointer back from a revision that was published in the meantime', async () => {
    const store = createMemoryStore();
    const old = await edition(1);
    const slow: KeyValueStore = {
      ...store,
      set: async (key, value) => {
        if (key === keyOf(old.id, 'descriptor')) await seed(store, await edition(2));
        await store.set(key, value);
      },
    };
    expect(await seed(slow, old)).toMatchObject({ version: 2 });
    expect(await servedFrom(store)).toEqual(await servedOf(2));
  });

  it('leaves every component with a complete revision to serve', async () => {
    const [old, young] = [await edition(1), await edition(2)];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = createMemoryStore();
        for (const revision of await race(scheduler, store, [old, young, old, young])) {
          const place = placeOf(revision);
          expect(await store.get(keyOf(place, 'descriptor'))).toBeDefined();
          expect(await store.get(keyOf(place, 'shard/0'))).toBeDefined();
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('publishing to one store concurrently', { timeout }, () => {
  it('serves one complete revision to a reader at any moment', async () => {
    const all = [await servedOf(1), await servedOf(2), await servedOf(3)];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = createMemoryStore();
        await publishEdition(store, 1);
        const read = async () => {
          await scheduler.schedule(Promise.resolve(), 'read');
          return servedFrom(store);
        };
        const publishers = [2, 3].map((number) =>
          publishEdition(createScheduledStore(scheduler, store), number),
        );
        const readers = Array.from({ length: 5 }, read);
        const [seen] = await scheduler.waitFor(
          Promise.all([Promise.all(readers), Promise.all(publishers)]),
        );
        for (const served of [...seen, await servedFrom(store)]) {
          expect(all).toContainEqual(served);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('ends with one complete revision if more operators publish than revisions are kept', async () => {
    const numbers = Array.from({ length: maxKeptRevisions + 3 }, (_, index) => index + 1);
    const all = await Promise.all(numbers.map(servedOf));
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = createMemoryStore();
        await scheduler.waitFor(
          Promise.all(
            numbers.map((number) =>
              publishEdition(createScheduledStore(scheduler, store), number, { now: hour(0) }),
            ),
          ),
        );
        expect(all).toContainEqual(await servedFrom(store));
      }),
      { numRuns: 40 },
    );
  });

  it('rewrites a revision that others removed before it became current', async () => {
    const store = createMemoryStore();
    let removed = false;
    await publishEdition(
      {
        ...store,
        set: async (key, value) => {
          if (key === currentKey && !removed) {
            removed = true;
            for (const number of [2, 3, 4, 5, 6, 7]) await publishEdition(store, number);
          }
          await store.set(key, value);
        },
      },
      1,
      { now: hour(0) },
    );
    expect(removed).toBe(true);
    expect(await readCurrent(store)).toMatchObject({ version: 1 });
    expect(await servedFrom(store)).toEqual(await servedOf(1));
  });
});
