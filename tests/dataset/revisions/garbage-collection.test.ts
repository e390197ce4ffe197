/** Which revisions garbage collection keeps and removes. */
import { describe, expect, it } from 'vitest';
import {
  maxKeptRevisions,
  maxRemovedSegments,
} from '../../../src/dataset/revisions/garbage-collection.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { publish } from '../../../src/dataset/revisions/publish.js';
import {
  currentKey,
  keyOf,
  keysOf,
  revisionsKey,
} from '../../../src/dataset/revisions/revision.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { type CountingStore, createCountingStore } from '../../support/stores/counting-store.js';
import { createFailingStore } from '../../support/stores/failing-store.js';
import { datasetOf, takeaway } from '../support.js';
import { edition, hour, publishEdition, servedFrom, servedOf } from './editions.js';

const editionsUpTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** The numbers, up to 20, of the editions with keys in the store. */
const editionsIn = async (store: CountingStore): Promise<number[]> => {
  const prefixes = new Set(store.keys().map((key) => key.split('/')[1]));
  const found: number[] = [];
  for (const number of editionsUpTo(20)) {
    if (prefixes.has((await edition(number)).id)) found.push(number);
  }
  return found;
};

/** Publishes edition `number` and fails after the given number of operations. */
const publishInPart = async (store: CountingStore, number: number, operations: number) => {
  const failing = createFailingStore(store, operations + 1, 'before it takes effect');
  await expect(publishEdition(failing, number)).rejects.toThrow();
};

describe('old revisions', () => {
  it('are kept while they are among the latest', async () => {
    const store = createCountingStore();
    for (const number of editionsUpTo(maxKeptRevisions + 1)) await publishEdition(store, number);
    expect(await editionsIn(store)).toEqual(editionsUpTo(maxKeptRevisions + 1));
  });

  it('are removed with all their keys when newer ones replace them', async () => {
    const store = createCountingStore();
    for (const number of editionsUpTo(maxKeptRevisions + 4)) await publishEdition(store, number);
    expect(await editionsIn(store)).toEqual([4, 5, 6, 7, 8]);

    const expected = new Set([currentKey, revisionsKey]);
    for (const number of [4, 5, 6, 7, 8]) {
      const content = await edition(number);
      expected.add(keyOf(content.id, 'descriptor'));
      for (const [suffix] of await content.entries()) expected.add(keyOf(content.id, suffix));
    }
    expect(new Set(store.keys())).toEqual(expected);
  });

  it('that are kept are complete and can be activated', async () => {
    const store = createMemoryStore();
    for (const number of editionsUpTo(maxKeptRevisions + 1)) await publishEdition(store, number);
    await publishEdition(store, 1, { now: hour(10) });
    expect(await servedFrom(store)).toEqual(await servedOf(1));
  });

  it('that are activated count as new', async () => {
    const store = createCountingStore();
    for (const number of [1, 2, 3, 4, 5]) await publishEdition(store, number);
    await publishEdition(store, 1, { now: hour(6) });
    for (const number of [7, 8]) await publishEdition(store, number);
    expect(await editionsIn(store)).toEqual([1, 4, 5, 7, 8]);
  });

  it('never look complete to another publisher while they are being removed', async () => {
    const store = createMemoryStore();
    for (const number of editionsUpTo(maxKeptRevisions + 1)) await publishEdition(store, number);
    const { id } = await edition(1);
    const deleted: string[] = [];
    await publishEdition(
      {
        ...store,
        delete: (key) => {
          deleted.push(key);
          return store.delete(key);
        },
      },
      9,
    );
    expect(deleted[0]).toBe(keyOf(id, 'descriptor'));
    expect(deleted).toEqual([...keysOf(await edition(1))]);
  });
});

describe('a half-written revision', () => {
  it('is kept for an hour, because its publisher may be slow', async () => {
    const store = createCountingStore();
    await publishEdition(store, 1);
    await publishInPart(store, 2, 8);
    expect(await editionsIn(store)).toEqual([1, 2]);
    await publishEdition(store, 3, { now: new Date(hour(3).getTime() - 1) });
    expect(await editionsIn(store)).toEqual([1, 2, 3]);
  });

  it('is removed with all its keys by the first publication after an hour', async () => {
    const store = createCountingStore();
    await publishEdition(store, 1);
    await publishInPart(store, 2, 8);
    await publishEdition(store, 3, { now: hour(3) });
    expect(await editionsIn(store)).toEqual([1, 3]);
  });

  it('does not count towards the kept revisions', async () => {
    const store = createCountingStore();
    for (const number of [1, 2, 3, 4]) await publishEdition(store, number);
    await publishInPart(store, 5, 8);
    await publishEdition(store, 6, { now: hour(5.5) });
    expect(await editionsIn(store)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('can be completed and is then like any other', async () => {
    const store = createCountingStore();
    await publishEdition(store, 1);
    await publishInPart(store, 2, 8);
    await publishEdition(store, 2, { now: hour(4) });
    expect(await servedFrom(store)).toEqual(await servedOf(2));
    await publishEdition(store, 3, { now: hour(9) });
    expect(await editionsIn(store)).toEqual([1, 2, 3]);
  });

  it('is found even if it was the first one', async () => {
    const store = createCountingStore();
    await publishInPart(store, 1, 8);
    await publishEdition(store, 2, { now: hour(2) });
    expect(await editionsIn(store)).toEqual([2]);
  });
});

describe('an interrupted removal', () => {
  it('is completed by the next publication', async () => {
    const atWork = createCountingStore();
    for (const number of editionsUpTo(maxKeptRevisions + 1)) await publishEdition(atWork, number);
    const { cost } = await atWork.costOf(() => publishEdition(atWork, 6));
    const operations = cost.reads + cost.sets + cost.deletes;

    const store = createCountingStore();
    for (const number of editionsUpTo(maxKeptRevisions + 1)) await publishEdition(store, number);
    await publishInPart(store, 6, operations - 10);
    expect(await editionsIn(store)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(store.keys()).not.toContain(keyOf((await edition(1)).id, 'descriptor'));
    await publishEdition(store, 7);
    expect(await editionsIn(store)).toEqual([3, 4, 5, 6, 7]);
  });
});

describe('a revision with more segments than one request removes', () => {
  it('is removed over several publications and never looks complete in between', async () => {
    const content = await layOut(
      datasetOf(
        Array.from({ length: maxRemovedSegments + 50 }, (_, number) =>
          takeaway({ id: `takeaway-${number}` }),
        ),
      ),
    );
    const store = createCountingStore();
    const keysLeft = () => store.keys().filter((key) => key.startsWith(keyOf(content.id, '')));
    await publish(store, { content, origin: 'operator', version: 1, now: hour(0) });
    for (const number of editionsUpTo(maxKeptRevisions)) await publishEdition(store, number);
    expect(keysLeft()).toContain(keyOf(content.id, 'descriptor'));

    await publishEdition(store, 10);
    expect(keysLeft().filter((key) => key.includes('/segment/'))).toHaveLength(50);
    expect(keysLeft()).not.toContain(keyOf(content.id, 'descriptor'));
    await publishEdition(store, 11);
    expect(keysLeft()).toEqual([]);
  });
});

describe('an unreadable history', () => {
  it('does not prevent publication, and what it listed is removed an hour after it is missed', async () => {
    const store = createCountingStore();
    for (const number of [1, 2]) await publishEdition(store, number);
    await store.set(revisionsKey, Uint8Array.of(1, 2, 3));
    for (const number of [3, 4, 5, 6, 7]) await publishEdition(store, number);
    expect(await servedFrom(store)).toEqual(await servedOf(7));
    expect(await editionsIn(store)).toEqual([3, 4, 5, 6, 7]);
  });
});
