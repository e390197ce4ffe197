import { expect, it } from 'vitest';
import { dataset } from './dataset-drafts.js';

it('each of the ten talks that one source recommends has a takeaway', () => {
  const recommended = dataset.takeaways
    .filter(({ source }) => source.section === 'My Top 10 Talks From KubeCon')
    .flatMap(({ talk }) => talk?.title ?? []);

  expect(new Set(recommended).size).toBe(10);
});

it('everyone who speaks or is quoted is known, and nobody twice', () => {
  const people = new Set(dataset.people.map(({ id }) => id));
  const speakers = dataset.talks.flatMap(({ speakers }) => speakers.map(({ id }) => id));

  expect(people.size).toBe(dataset.people.length);
  expect(speakers.filter((id) => !people.has(id))).toEqual([]);
});
