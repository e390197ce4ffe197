/** What readers do to a store that refuses writes. */
import { expect, it } from 'vitest';
import { ensureCurrent } from '../../../src/dataset/revisions/current.js';
import { createScalableMemoryStore } from '../../../src/store/memory-store.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { wrapStore } from '../../../src/store/wrap-store.js';
import { edition, hour, publishEdition } from './editions.js';

/** Counts refused writes. */
const readOnly = (store: KeyValueStore) => {
  const count = { writes: 0 };
  const refusing = wrapStore(store, (run, operation) => {
    if (['get', 'getMany', 'keys'].includes(operation)) return run();
    count.writes++;
    throw new Error('The store is read-only.');
  });
  return { store: refusing, count };
};

const reads = 200;

it('readers of an older dataset try to replace it as often as they may, with one write each', async () => {
  const memory = createScalableMemoryStore();
  const old = await publishEdition(memory, 1, { origin: 'bundled' });
  const bundled = await edition(2);
  const { store, count } = readOnly(memory);
  const errors: string[] = [];
  for (let number = 0; number < reads; number++) {
    const mayReseed = () => number % 20 === 0;
    const log = (_: string, message: string) => void errors.push(message);
    const served = await ensureCurrent({ store, bundled, now: () => hour(2), log, mayReseed });
    expect(served.id).toBe(old.id);
  }
  expect(count.writes).toBe(reads / 20);
  expect(errors).toHaveLength(reads / 20);
});

it('readers of an empty store fail after one refused write', async () => {
  const bundled = await edition(1);
  const { store, count } = readOnly(createScalableMemoryStore());
  const seed = { store, bundled, now: () => hour(1), log: () => {} };
  await expect(ensureCurrent(seed)).rejects.toThrow('read-only');
  expect(count.writes).toBe(1);
});
