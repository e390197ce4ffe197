import { describe, expect, it } from 'vitest';
import { ensureCurrent } from '../../../src/dataset/revisions/current.js';
import { readCurrent } from '../../../src/dataset/revisions/descriptors.js';
import { currentKey, revisionsKey } from '../../../src/dataset/revisions/revision.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { createCountingStore } from '../../support/stores/counting-store.js';
import { edition, hour, publishEdition, servedFrom, servedOf } from './editions.js';

const bundled = { origin: 'bundled' } as const;

/** The revision that a component with bundled edition `number` serves. */
const serve = async (store: KeyValueStore, number: number) =>
  ensureCurrent({ store, bundled: await edition(number), now: () => hour(number), log: () => {} });

describe('publishing', () => {
  it('serves the published dataset, in an empty store and after another revision', async () => {
    const store = createMemoryStore();
    await publishEdition(store, 1);
    expect(await servedFrom(store)).toEqual(await servedOf(1));
    await publishEdition(store, 2);
    expect(await servedFrom(store)).toEqual(await servedOf(2));
  });

  it('serves different editions differently', async () => {
    expect(await servedOf(1)).not.toEqual(await servedOf(2));
  });

  it.each(['operator', 'bundled'] as const)(
    'writes nothing if the %s publishes the same content again',
    async (origin) => {
      const store = createCountingStore();
      const first = await publishEdition(store, 1, { origin });
      const { result, cost } = await store.costOf(() =>
        publishEdition(store, 1, { origin, now: hour(5) }),
      );
      expect(result).toEqual(first);
      expect(cost).toMatchObject({ sets: 0, deletes: 0, reads: 1 });
    },
  );

  it('serves one complete revision at every moment', async () => {
    const store = createMemoryStore();
    await publishEdition(store, 1);
    const [before, after] = [await servedOf(1), await servedOf(2)];
    let moved = false;
    let moments = 0;
    const check = async () => {
      moments++;
      expect(await servedFrom(store)).toEqual(moved ? after : before);
    };
    await publishEdition(
      {
        get: store.get,
        set: async (key, value) => {
          await store.set(key, value);
          if (key === currentKey) moved = true;
          await check();
        },
        delete: async (key) => {
          await store.delete(key);
          await check();
        },
      },
      2,
    );
    expect(moved).toBe(true);
    expect(moments).toBeGreaterThan([...(await (await edition(2)).entries())].length);
  });

  it('writes all entries, then the descriptor, then the pointer', async () => {
    const store = createMemoryStore();
    const written: string[] = [];
    const recording: KeyValueStore = {
      ...store,
      set: (key, value) => {
        written.push(key);
        return store.set(key, value);
      },
    };
    const { id } = await publishEdition(recording, 1);
    const own = written.filter((key) => key !== revisionsKey);
    expect(own.slice(-2)).toEqual([`takeaways/${id}/descriptor`, currentKey]);
  });

  it('returns to an earlier revision by moving the pointer only', async () => {
    const store = createCountingStore();
    const { id } = await publishEdition(store, 1);
    await publishEdition(store, 2);
    const before = store.keys();
    const written: string[] = [];
    const recording: KeyValueStore = {
      ...store,
      set: (key, value) => {
        written.push(key);
        return store.set(key, value);
      },
    };
    await publishEdition(recording, 1, { now: hour(3) });
    expect(await servedFrom(store)).toEqual(await servedOf(1));
    expect(written.filter((key) => key.includes(id))).toEqual([]);
    expect(new Set(written)).toEqual(new Set([revisionsKey, currentKey]));
    expect(store.keys()).toEqual(before);
  });
});

describe('the bundled dataset', () => {
  it('is published to an empty store on the first request', async () => {
    const store = createMemoryStore();
    await serve(store, 1);
    expect(await servedFrom(store)).toEqual(await servedOf(1));
    expect(await readCurrent(store)).toMatchObject({ origin: 'bundled', version: 1 });
  });

  it('replaces an older one', async () => {
    const store = createMemoryStore();
    await serve(store, 1);
    await serve(store, 2);
    expect(await servedFrom(store)).toEqual(await servedOf(2));
  });

  it('never replaces a newer one, and writes nothing', async () => {
    const store = createCountingStore();
    const newer = await serve(store, 2);
    const { result, cost } = await store.costOf(() => serve(store, 1));
    expect(result).toEqual(newer);
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
    expect(await publishEdition(store, 1, bundled)).toEqual(newer);
    expect(await servedFrom(store)).toEqual(await servedOf(2));
  });

  it('does not replace one of the same version with other content', async () => {
    const store = createCountingStore();
    await serve(store, 1);
    const { cost } = await store.costOf(() => publishEdition(store, 2, { ...bundled, version: 1 }));
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
    expect(await servedFrom(store)).toEqual(await servedOf(1));
  });

  it('never replaces an operator’s, however old, and writes nothing', async () => {
    const store = createCountingStore();
    await publishEdition(store, 1, { version: 0 });
    const { result, cost } = await store.costOf(() => serve(store, 9));
    expect(result.origin).toBe('operator');
    expect(cost).toMatchObject({ sets: 0, deletes: 0, reads: 1 });
    expect(await publishEdition(store, 9, bundled)).toEqual(result);
    expect(await servedFrom(store)).toEqual(await servedOf(1));
  });

  it('costs one read if it is current', async () => {
    const store = createCountingStore();
    await serve(store, 1);
    const { cost } = await store.costOf(() => serve(store, 1));
    expect(cost).toMatchObject({ reads: 1, sets: 0, deletes: 0 });
  });

  it('is not needed to serve an older one if the store is read-only', async () => {
    const store = createMemoryStore();
    const older = await serve(store, 1);
    const readOnly: KeyValueStore = {
      ...store,
      set: () => Promise.reject(new Error('READONLY You can’t write against a read only replica.')),
    };
    expect(await serve(readOnly, 2)).toEqual(older);
    expect(await serve(store, 2)).toMatchObject({ version: 2 });
  });

  it('cannot seed an empty read-only store: requests fail', async () => {
    const readOnly: KeyValueStore = {
      ...createMemoryStore(),
      set: () => Promise.reject(new Error('no space left')),
    };
    await expect(serve(readOnly, 1)).rejects.toThrow('no space left');
  });
});

describe('an operator', () => {
  it('replaces any bundled dataset', async () => {
    const store = createMemoryStore();
    await serve(store, 5);
    await publishEdition(store, 1);
    expect(await servedFrom(store)).toEqual(await servedOf(1));
  });

  it('protects the bundled content from replacement by publishing it', async () => {
    const store = createMemoryStore();
    await serve(store, 1);
    await publishEdition(store, 1);
    await serve(store, 2);
    expect(await readCurrent(store)).toMatchObject({ origin: 'operator', version: 1 });
    expect(await servedFrom(store)).toEqual(await servedOf(1));
  });
});
