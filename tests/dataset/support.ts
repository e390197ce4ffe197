/** Small datasets and readers of them. */

import type { Dataset, Takeaway } from '../../src/dataset/records/schema.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { publish } from '../../src/dataset/revisions/publish.js';
import { createReader, type RevisionReader } from '../../src/dataset/revisions/reader.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { KeyValueStore } from '../../src/store/store.js';

/** @returns a minimal takeaway with the given members. */
export const takeaway = (given: Partial<Takeaway> & { readonly id: string }): Takeaway => ({
  event: 'event-2023',
  topic: 'some-topic',
  title: 'Without a title',
  summary: 'These words have the length of a summary, and beyond that they have no purpose.',
  technologies: [],
  figures: [],
  claims: [],
  source: { id: 'some-source', section: 'A section' },
  links: [],
  ...given,
});

/** @returns a dataset of these takeaways, by default with the vocabularies that they use. */
export const datasetOf = (
  takeaways: Takeaway[],
  given: Partial<Omit<Dataset, 'takeaways'>> = {},
): Dataset => ({
  takeaways,
  events: distinct(takeaways.map(({ event }) => event)).map((id) => ({
    id,
    name: `Event ${id}`,
    year: Number(id.slice(-4)),
    city: 'Somewhere',
    country: 'Nowhere',
    start: `${id.slice(-4)}-04-01`,
    end: `${id.slice(-4)}-04-04`,
    homepage: 'https://example.org',
    description: 'An event that a test invented.',
  })),
  topics: distinct(takeaways.flatMap(({ topic, topics = [] }) => [topic, ...topics])).map((id) => ({
    id,
    name: id,
    description: 'A topic that a test invented.',
  })),
  technologies: distinct(takeaways.flatMap(({ technologies }) => technologies)).map((id) => ({
    id,
    name: id,
    description: 'A technology that a test invented.',
    homepage: 'https://example.org',
    kind: 'project',
    aliases: [],
  })),
  sources: distinct(takeaways.map(({ source }) => source.id)).map((id) => ({
    id,
    title: id,
    authors: [],
    event: 'event-2023',
    published: null,
    status: 'published',
    description: 'A source that a test invented.',
  })),
  claims: distinct(takeaways.flatMap(({ claims }) => claims)).map((id) => ({
    id,
    statement: `The claim ${id}.`,
    metric: 'a metric',
    unit: 'ms',
    takeaways: takeaways.filter(({ claims }) => claims.includes(id)).map(({ id }) => id),
    measurement: 'A measurement that a test invented.',
    refutation: 'A refutation that a test invented.',
  })),
  talks: takeaways
    .flatMap(({ talk, event }) => (talk?.id ? [{ ...talk, id: talk.id, event }] : []))
    .map(({ id, title, event }) => ({ id, title, event, kind: 'talk', speakers: [] })),
  people: distinct(takeaways.flatMap(peopleOf)).map((id) => ({ id, name: `Person ${id}` })),
  ...given,
});

const peopleOf = ({ talk, people = [] }: Takeaway): string[] => [
  ...(talk?.speakers ?? []).flatMap(({ id }) => id ?? []),
  ...people,
];

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

/** @returns a reader of the published dataset. */
export const openRevision = async (
  dataset: Dataset,
  store: KeyValueStore = createMemoryStore(),
): Promise<RevisionReader> => {
  const content = await layOut(dataset);
  const revision = await publish(store, {
    content,
    origin: 'operator',
    version: 1,
    now: new Date('2024-03-19T09:00:00Z'),
  });
  return createReader(store, revision);
};
