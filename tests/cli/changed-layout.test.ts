/** A dataset that differs little from a published one is laid out from the index that was kept. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { layOutChanges, layOutOver } from '../../cli/publishing/changed-layout.js';
import { openKeptIndexes } from '../../cli/publishing/kept-index.js';
import { generateDataset, wordOfRank } from '../../curation/generated-dataset.js';
import { createRandom } from '../../curation/verdicts/random.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import type { Dataset, Takeaway } from '../../src/dataset/records/schema.js';
import { type LaidOut, layOut } from '../../src/dataset/revisions/layout.js';

const size = 1500;
const dataset = generateDataset(size);
let published: LaidOut;

beforeAll(async () => {
  published = await layOut(dataset);
});

/** A folder that keeps the index of the published dataset. */
const keptIn = (folder = temporaryDirectory()) => {
  const kept = openKeptIndexes(folder);
  kept.keep(published, dataset);
  return kept;
};

const withTakeaways = (change: (takeaway: Takeaway, index: number) => Takeaway): Dataset => ({
  ...dataset,
  takeaways: dataset.takeaways.map(change),
});

/** The dataset with another title in one takeaway. */
const titled = (title: string): Dataset =>
  withTakeaways((takeaway, index) => (index === 700 ? { ...takeaway, title } : takeaway));

const fromKept = async (changed: Dataset): Promise<LaidOut | undefined> => {
  const index = keptIn().read(published.id, changed);
  return index && layOutChanges(index, changed);
};

/** @throws unless it is what the whole dataset gives. */
const expectSame = async (content: LaidOut | undefined, changed: Dataset) => {
  const whole = await layOut(changed);
  const differ = whole.entries().flatMap(([suffix, value], number) => {
    const [otherSuffix, other = new Uint8Array()] = content?.entries()[number] ?? [];
    return suffix === otherSuffix && Buffer.compare(value, other) === 0 ? [] : [suffix];
  });
  expect(differ).toEqual([]);
  expect(content?.id).toBe(whole.id);
};

describe('a layout from the index that was kept', { timeout: 60_000 }, () => {
  it.each([
    ['nothing has changed', withTakeaways((takeaway) => takeaway)],
    ['a title has new words', titled('An altogether unheard-of heading')],
    ['a title has frequent words', titled(`everywhere quota ${wordOfRank(0)} ${wordOfRank(1)}`)],
    ['a takeaway has lost its words', titled('The of and')],
    [
      'a takeaway has other facets',
      withTakeaways((takeaway, index) =>
        index === 7
          ? { ...takeaway, topic: 'topic-3', technologies: ['technology-599'], claims: [] }
          : takeaway,
      ),
    ],
  ])('is that of the whole dataset where %s', async (_, changed) => {
    await expectSame(await fromKept(changed), changed);
  });

  it('is that of the whole dataset after any changes of takeaways', async () => {
    const random = createRandom(20);
    const below = (limit: number) => Math.floor(random() * limit);
    for (let round = 0; round < 12; round++) {
      const numbers = new Set(Array.from({ length: 1 + below(60) }, () => below(size)));
      const changed = withTakeaways((takeaway, index) =>
        numbers.has(index)
          ? {
              ...(dataset.takeaways[below(size)] ?? takeaway),
              id: takeaway.id,
              event: takeaway.event,
            }
          : takeaway,
      );
      await expectSame(await fromKept(changed), changed);
    }
  });

  it('is not made where takeaways came or went, or a vocabulary has changed', async () => {
    const [first, ...others] = dataset.takeaways;
    if (!first) throw new Error('The dataset is empty.');
    const longer = { ...dataset, takeaways: [...dataset.takeaways, { ...first, id: 'one-more' }] };
    expect(await fromKept(longer)).toBeUndefined();
    expect(await fromKept({ ...dataset, takeaways: others })).toBeUndefined();
    const renamed = dataset.technologies.map((each) => ({ ...each, name: `${each.name} renamed` }));
    expect(await fromKept({ ...dataset, technologies: renamed })).toBeUndefined();
  });
});

describe('the kept indexes', { timeout: 60_000 }, () => {
  const changed = titled('An altogether unheard-of heading');

  it('are ignored if any byte of them has changed, or the end is missing', async () => {
    const folder = temporaryDirectory();
    const kept = keptIn(folder);
    const file = join(folder, published.id);
    const bytes = readFileSync(file);
    for (const at of [0, 33, 40, bytes.length >> 1, bytes.length - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(file, damaged);
      expect(kept.read(published.id, changed)).toBeUndefined();
    }
    for (const length of [0, 10, bytes.length - 1]) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(kept.read(published.id, changed)).toBeUndefined();
      expect((await layOutOver(changed, published.id, kept)).id).toBe((await layOut(changed)).id);
    }
  });

  it('are four at most', async () => {
    const folder = temporaryDirectory();
    const kept = openKeptIndexes(folder);
    for (let number = 0; number < 6; number++) {
      await layOutOver(titled(`Heading number ${number}`), published.id, kept);
    }
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it('hinder nobody where the folder cannot be written', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    const kept = openKeptIndexes(join(file, 'indexes'));
    expect((await layOutOver(dataset, 'none', kept)).id).toBe(published.id);
  });
});
