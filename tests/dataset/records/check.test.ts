import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { checkDataset } from '../../../src/dataset/records/check.js';
import { textsAt } from '../../../src/dataset/records/references.js';

const dataset = readDataset();
const pointersOf = (value: unknown, most = 1000) =>
  (checkDataset(value, most).errors ?? []).map(({ pointer }) => pointer);

describe('checking a dataset', () => {
  it('finds nothing in the real one, and gives it back', () => {
    expect(checkDataset(structuredClone(dataset), 100)).toEqual({ dataset });
  });

  it.each([null, [], 'text', 1, true])('finds that %j is none', (value) => {
    expect(pointersOf(value)).toEqual(['']);
  });

  it('finds collections that are missing, no lists, or unknown', () => {
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
  ])('finds a reference to nothing at %s', (pointer, recordOf, change) => {
    const copy = structuredClone(dataset);
    Object.assign(recordOf(copy) ?? {}, change);
    expect(pointersOf(copy)).toEqual([pointer]);
  });

  it('finds the later of two records with one id', () => {
    const [first] = dataset.topics;
    const topics = [...dataset.topics, { ...first, name: 'The same id' }];
    expect(pointersOf({ ...dataset, topics })).toEqual([`/topics/${dataset.topics.length}/id`]);
  });

  it('stops where it has found as many faults as it was asked for', () => {
    expect(pointersOf({ ...dataset, takeaways: Array(50).fill({}) }, 7)).toHaveLength(7);
  });

  it('takes any JSON, and points at places that are in it or missing from it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { errors = [] } = checkDataset(value, 20);
        expect(errors.length).toBeGreaterThan(0);
        for (const { pointer } of errors) expect(pointer).toMatch(/^(\/([^~]|~[01])*)?$/);
      }),
    );
  });
});

describe('texts at a pattern', () => {
  it('are found at every place in a list, each with its own pointer', () => {
    const value = { a: [{ b: 'x' }, { b: 1 }, null, { b: 'y' }] };
    expect(textsAt(value, '/a/*/b')).toEqual([
      ['/a/0/b', 'x'],
      ['/a/3/b', 'y'],
    ]);
  });

  it('are never what an object inherits', () => {
    expect(textsAt({}, '/constructor/name')).toEqual([]);
  });
});
