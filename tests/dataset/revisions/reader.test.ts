import { beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { MissingEntry, type RevisionReader } from '../../../src/dataset/revisions/reader.js';
import { keyOf } from '../../../src/dataset/revisions/revision.js';
import { createCountingStore } from '../../support/counting-store.js';
import { generateDataset, plantedWords } from '../../support/generated-dataset.js';
import { openRevision } from '../support.js';

const many = generateDataset(2000);
const store = createCountingStore();
let reader: RevisionReader;
/** The terms of every shard, as the store has them. */
let termsOfShards: readonly (readonly string[])[];

beforeAll(async () => {
  reader = await openRevision(many, store);
  const numbers = Array.from({ length: reader.revision.layout.shards }, (_, number) => number);
  termsOfShards = await Promise.all(
    numbers.map(async (number) => (await reader.shard(number)).terms),
  );
});

/** A reader that has read nothing yet. */
const fresh = () => openRevision(many, store);

describe('a reader of records', () => {
  it('returns them in the order in which they are asked for', async () => {
    const [zeroth, first, last] = await reader.records([0, 1, 1999]);
    expect(await reader.records([1999, 0, 1])).toEqual([last, zeroth, first]);
  });

  it('reads a segment once for all of its records on a page', async () => {
    const packed = createCountingStore();
    const real = await openRevision(readDataset(), packed);
    const { cost } = await packed.costOf(() => real.records([0, 119, 3, 60, 59]));
    expect(cost.reads).toBe(2);
  });

  it('fails where there is no such record', async () => {
    await expect(reader.records([2000])).rejects.toThrow(MissingEntry);
  });
});

describe('a reader of ids', () => {
  it('finds none that there is not, not even what every object has', async () => {
    for (const id of ['takeaway-2000', '', 'constructor', '__proto__', 'toString']) {
      expect(await reader.ordinalOf(id)).toBeUndefined();
    }
  });

  it('reads one small bucket, whichever the id', async () => {
    const { result, cost } = await store.costOf(() => reader.ordinalOf('takeaway-1234'));
    expect(result).toBeGreaterThanOrEqual(0);
    expect(cost.reads).toBe(1);
    expect(cost.bytes).toBeLessThan(10_000);
  });
});

describe('a reader of the index', () => {
  it('has several shards to find its way among', () => {
    expect(termsOfShards.length).toBeGreaterThan(10);
  });

  it('finds the shard of every term that there is', async () => {
    for (const [number, terms] of termsOfShards.entries()) {
      const ends = [terms[0], terms[Math.floor(terms.length / 2)], terms.at(-1)];
      for (const term of ends) expect(await reader.shardNumberOf(term ?? '')).toBe(number);
    }
  });

  it('finds a shard for a term that there is not, before all others and after', async () => {
    expect(await reader.shardNumberOf('')).toBe(0);
    expect(await reader.shardNumberOf('\uffff')).toBe(termsOfShards.length - 1);
  });

  it('finds every shard with terms that begin alike', async () => {
    const prefixes = ['b', 'ba', 'qu', 'fad', 'zz', ':', ':technology:', ...plantedWords];
    for (const prefix of prefixes) {
      const having = termsOfShards.flatMap((terms, number) =>
        terms.some((term) => term.startsWith(prefix)) ? [number] : [],
      );
      expect(await reader.shardNumbersFrom(prefix)).toEqual(expect.arrayContaining(having));
    }
  });

  it('reads the directory and each shard once, however often they are needed', async () => {
    const another = await fresh();
    const { cost } = await store.costOf(async () => {
      for (const term of ['everywhere', 'everywhere', 'ubiquitous']) {
        await another.shard(await another.shardNumberOf(term));
      }
    });
    expect(cost.reads).toBe(3);
  });

  it('reads no directory where there is but one shard', async () => {
    const packed = createCountingStore();
    const real = await openRevision(readDataset(), packed);
    const { cost } = await packed.costOf(async () => [
      await real.shardNumberOf('kubernet'),
      await real.spelling(),
    ]);
    expect(cost.reads).toBe(0);
  });
});

describe('a reader of a revision that is being removed', () => {
  const suffixes = ['segment/7', 'shard/3', 'directory', 'spelling', 'topics', 'ids/0'] as const;
  const reading: Readonly<Record<(typeof suffixes)[number], (of: RevisionReader) => unknown>> = {
    'segment/7': (of) => of.records([6, 7]),
    'shard/3': (of) => of.shard(3),
    directory: (of) => of.shardNumberOf('everywhere'),
    spelling: (of) => of.spelling(),
    topics: (of) => of.vocabulary('topics'),
    'ids/0': (of) => Promise.all(many.takeaways.slice(0, 100).map(({ id }) => of.ordinalOf(id))),
  };

  it.each(suffixes)('fails where %s is gone, and names it', async (suffix) => {
    const doomed = createCountingStore();
    const another = await openRevision(many, doomed);
    const key = keyOf(another.revision.id, suffix);
    await doomed.delete(key);
    await expect(reading[suffix](another)).rejects.toThrow(MissingEntry);
    await expect(reading[suffix](another)).rejects.toThrow(key);
  });
});
