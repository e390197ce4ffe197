import { beforeAll, describe, expect, it } from 'vitest';
import { generateDataset, plantedWords } from '../../../curation/generated-dataset.js';
import { readDataset } from '../../../curation/read-dataset.js';
import { MissingEntry, type RevisionReader } from '../../../src/dataset/revisions/reader.js';
import { keyOf } from '../../../src/dataset/revisions/revision.js';
import { createCountingStore } from '../../support/stores/counting-store.js';
import { openRevision } from '../support.js';

const many = generateDataset(2000);
const store = createCountingStore();
let reader: RevisionReader;
/** The terms of every stored shard. */
let termsOfShards: readonly (readonly string[])[];

beforeAll(async () => {
  reader = await openRevision(many, store);
  const numbers = Array.from({ length: reader.revision.layout.shards }, (_, number) => number);
  termsOfShards = await Promise.all(
    numbers.map(async (number) => (await reader.shard(number)).terms),
  );
});

/** A reader with an empty cache. */
const fresh = () => openRevision(many, store);

describe('a reader of records', () => {
  it('returns them in the requested order', async () => {
    const [zeroth, first, last] = await reader.records([0, 1, 1999]);
    expect(await reader.records([1999, 0, 1])).toEqual([last, zeroth, first]);
  });

  it('reads a segment once for all requested records', async () => {
    const packed = createCountingStore();
    const real = await openRevision(readDataset(), packed);
    const { cost } = await packed.costOf(() => real.records([0, 119, 3, 60, 59]));
    expect(cost.reads).toBe(2);
  });

  it('fails if there is no such record', async () => {
    await expect(reader.records([2000])).rejects.toThrow(MissingEntry);
  });
});

describe('a reader of ids', () => {
  it('finds no unknown ids, not even properties of Object.prototype', async () => {
    for (const id of ['takeaway-2000', '', 'constructor', '__proto__', 'toString']) {
      expect(await reader.ordinalOf(id)).toBeUndefined();
    }
  });

  it('reads one small bucket for any id', async () => {
    const { result, cost } = await store.costOf(() => reader.ordinalOf('takeaway-1234'));
    expect(result).toBeGreaterThanOrEqual(0);
    expect(cost.reads).toBe(1);
    expect(cost.bytes).toBeLessThan(10_000);
  });
});

describe('a reader of the index', () => {
  it('has several shards', () => {
    expect(termsOfShards.length).toBeGreaterThan(10);
  });

  it('finds the shard of every term', async () => {
    for (const [number, terms] of termsOfShards.entries()) {
      const ends = [terms[0], terms[Math.floor(terms.length / 2)], terms.at(-1)];
      for (const term of ends) expect(await reader.shardNumberOf(term ?? '')).toBe(number);
    }
  });

  it('finds a shard for unknown terms, even before the first and after the last', async () => {
    expect(await reader.shardNumberOf('')).toBe(0);
    expect(await reader.shardNumberOf('\uffff')).toBe(termsOfShards.length - 1);
  });

  it('finds every shard with terms that share a prefix', async () => {
    const prefixes = ['b', 'ba', 'qu', 'fad', 'zz', ':', ':technology:', ...plantedWords];
    for (const prefix of prefixes) {
      const having = termsOfShards.flatMap((terms, number) =>
        terms.some((term) => term.startsWith(prefix)) ? [number] : [],
      );
      expect(await reader.shardNumbersFrom(prefix)).toEqual(expect.arrayContaining(having));
    }
  });

  it('reads the directory and each shard only once', async () => {
    const another = await fresh();
    const { cost } = await store.costOf(async () => {
      for (const term of ['everywhere', 'everywhere', 'ubiquitous']) {
        await another.shard(await another.shardNumberOf(term));
      }
    });
    expect(cost.reads).toBe(3);
  });

  it('reads no directory if there is only one shard', async () => {
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

  it.each(suffixes)('fails if %s is missing, and names it', async (suffix) => {
    const doomed = createCountingStore();
    const another = await openRevision(many, doomed);
    const key = keyOf(another.revision.id, suffix);
    await doomed.delete(key);
    await expect(reading[suffix](another)).rejects.toThrow(MissingEntry);
    await expect(reading[suffix](another)).rejects.toThrow(key);
  });
});
