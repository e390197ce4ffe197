import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { readDataset } from '../../../curation/read-dataset.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import {
  currentKey,
  format,
  idBucket,
  keyOf,
  keysOf,
  type Revision,
  revisionSchema,
  revisionsKey,
} from '../../../src/dataset/revisions/revision.js';
import { fnv1a } from '../../../src/encoding/fnv1a.js';

describe('the keys of a revision', () => {
  it.each([
    ['the real dataset', readDataset],
    ['a dataset with several shards', () => generateDataset(300)],
  ])('are exactly the keys of %s, with the descriptor first', async (_, dataset) => {
    const content = await layOut(dataset());
    const [first, ...others] = keysOf(content);
    const written = [...(await content.entries())].map(([suffix]) => keyOf(content.id, suffix));
    expect(first).toBe(`takeaways/${content.id}/descriptor`);
    expect(new Set(others).size).toBe(others.length);
    expect(others).toEqual(expect.arrayContaining(written));
    expect(written).not.toContain(first);
  });

  it('start with the revision’s prefix, separate from the pointer and the history', async () => {
    const content = await layOut(generateDataset(10));
    for (const key of keysOf(content))
      expect(key.startsWith(`takeaways/${content.id}/`)).toBe(true);
    expect(new Set([...keysOf(content), currentKey, revisionsKey]).size).toBe(
      [...keysOf(content)].length + 2,
    );
  });
});

describe('the bucket of an id', () => {
  it('is deterministic and in range', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 1000 }), (id, buckets) => {
        const bucket = idBucket(id, buckets);
        expect(Number.isInteger(bucket) && bucket >= 0 && bucket < buckets).toBe(true);
        expect(idBucket(id, buckets)).toBe(bucket);
      }),
    );
  });

  it('is evenly distributed for numbered ids', () => {
    const sizes = new Array<number>(50).fill(0);
    for (let number = 0; number < 10_000; number++) {
      const bucket = idBucket(`takeaway-${number}`, sizes.length);
      sizes[bucket] = (sizes[bucket] ?? 0) + 1;
    }
    expect(Math.max(...sizes)).toBeLessThan(300);
    expect(Math.min(...sizes)).toBeGreaterThan(100);
  });
});

describe('the hash of a text', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('of "%s" matches the published FNV-1a test vector', (text, hash) => {
    expect(fnv1a(text)).toBe(hash);
  });
});

describe('a descriptor', () => {
  const revision: Revision = {
    id: '0123456789abcdef0123456789abcdef',
    format,
    origin: 'bundled',
    version: 3,
    publishedAt: '2024-03-19T09:00:00.000Z',
    counts: {
      takeaways: 1,
      events: 1,
      topics: 1,
      technologies: 0,
      sources: 1,
      claims: 0,
      talks: 0,
      people: 0,
    },
    layout: { recordsPerSegment: 1, segments: 1, shards: 1, idBuckets: 1 },
  };

  it('is read back unchanged', () => {
    expect(revisionSchema.parse(JSON.parse(JSON.stringify(revision)))).toEqual(revision);
  });

  it.each([
    ['of another format', { format: format + 1 }],
    ['with an unknown origin', { origin: 'somebody' }],
    ['with a negative count', { version: -1 }],
    ['without layout', { layout: undefined }],
  ])('%s is rejected', (_, difference) => {
    expect(revisionSchema.safeParse({ ...revision, ...difference }).success).toBe(false);
  });
});
