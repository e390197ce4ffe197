import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { checkDataset } from '../../../src/dataset/records/check.js';
import { textsAt } from '../../../src/dataset/records/references.js';

const dataset = readDataset();
const pointersOf = (value: unknown, most = 1000) =>
  (checkDataset(value, most).errors ?? []).map(({ pointer }) => pointer);

describe('checkDataset', () => {
  it('accepts and returns the real dataset', () => {
    expect(checkDataset(structuredClone(dataset), 100)).toEqual({ dataset });
  });

  it.each([null, [], 'text', 1, true])('rejects %j', (value) => {
    expect(pointersOf(value)).toEqual(['']);
  });

  it('rejects missing, malformed and unknown collections', () => {
    const { events, ...others } = dataset;
    expect(pointersOf({ ...others, topics: {}, 'a/b~c': [] })).toEqual(
      expect.arrayContaining(['/a~1b~0c', '/events', '/topics']),
    );
  });

  it.each([
    ['/takeaways/0/event', (copy: typeof dataset) => copy.takeaways[0], { event: 'none' }],
    ['/takeaways/0/topic', (copy: typeof dataset) => copy.takeaways[0], { topic: 'none' }],
    [
      '/takeaways/0/technologies/1',
      (copy: typeof dataset) => copy.takeaways[0],
      { technologies: [dataset.technologies[0]?.id, 'none'] },
    ],
    ['/takeaways/0/claims/0', (copy: typeof dataset) => copy.takeaways[0], { claims: ['none'] }],
    [
      '/takeaways/0/source/id',
      (copy: typeof dataset) => copy.takeaways[0],
      { source: { id: 'none', section: 'Some section' } },
    ],
    ['/sources/0/event', (copy: typeof dataset) => copy.sources[0], { event: 'none' }],
    ['/claims/0/takeaways/0', (copy: typeof dataset) => copy.claims[0], { takeaways: ['none'] }],
    [
      '/technologies/0/cncf/event',
      (copy: typeof dataset) => copy.technologies[0],
      { cncf: { level: 'graduated', event: 'none' } },
    ],
  ])('rejects a dangling reference at %s', (pointer, recordOf, change) => {
    const copy = structuredClone(dataset);
    Object.assign(recordOf(copy) ?? {}, change);
    expect(pointersOf(copy)).toEqual([pointer]);
  });

  it('rejects the second record with the same id', () => {
    const [first] = dataset.topics;
    const topics = [...dataset.topics, { ...first, name: 'The same id' }];
    expect(pointersOf({ ...dataset, topics })).toEqual([`/topics/${dataset.topics.length}/id`]);
  });

  it('stops after the given number of errors', () => {
    expect(pointersOf({ ...dataset, takeaways: Array(50).fill({}) }, 7)).toHaveLength(7);
  });

  it('accepts any JSON and returns valid pointers to present or missing members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { errors = [] } = checkDataset(value, 20);
        expect(errors.length).toBeGreaterThan(0);
        for (const { pointer } of errors) expect(pointer).toMatch(/^(\/([^~]|~[01])*)?$/);
      }),
    );
  });
});

describe('textsAt', () => {
  it('finds texts at every index, each with its pointer', () => {
    const value = { a: [{ b: 'x' }, { b: 1 }, null, { b: 'y' }] };
    expect(textsAt(value, '/a/*/b')).toEqual([
      ['/a/0/b', 'x'],
      ['/a/3/b', 'y'],
    ]);
  });

  it('ignores inherited properties', () => {
    expect(textsAt({}, '/constructor/name')).toEqual([]);
  });
});
