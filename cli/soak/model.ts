/** What a server must answer: the same code over a store in memory, with each edition by itself. */
import { createApp } from '../../src/app.js';
import { checkDataset } from '../../src/dataset/records/check.js';
import type { Dataset } from '../../src/dataset/records/schema.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../../src/store/memory-store.js';

/** A dataset that the soak publishes. */
export interface Edition {
  readonly number: number;
  readonly dataset: Dataset;
  /** The id of its revision. */
  readonly revision: string;
  /** @returns status and body of the answer to a GET request where this edition is current. */
  answer(path: string, accept: string): Promise<{ readonly status: number; readonly body: string }>;
}

/**
 * @param number 0 for the dataset as it is; others differ from it and from each other
 * @param base the dataset as the server served it first
 */
export const createEdition = async (number: number, base: unknown): Promise<Edition> => {
  const { dataset, errors } = checkDataset(number === 0 ? base : changed(base, number), 3);
  if (!dataset) {
    throw new Error(
      `Expected a dataset at /v1/dump, got one with errors: ${JSON.stringify(errors)}`,
    );
  }
  const bundled = { ...(await layOut(dataset)), version: 1 };
  const app = createApp({
    store: createMemoryStore(),
    bundled,
    assets: {},
    log: () => {},
    version: '0.0.0-model',
    build: 'model',
    now: () => new Date(0),
  });
  return {
    number,
    dataset,
    revision: bundled.id,
    answer: async (path, accept) => {
      const response = await app(new Request(`http://model.test${path}`, { headers: { accept } }));
      return { status: response.status, body: await response.text() };
    },
  };
};

/** Renames the first topic, and titles of takeaways, so that lists, searches and vocabularies differ. */
const changed = (base: unknown, number: number): unknown => {
  const { topics, takeaways, ...others } = base as Dataset;
  const [first, ...rest] = topics;
  return {
    ...others,
    topics: [{ ...first, name: `Soaked ${number}` }, ...rest],
    takeaways: takeaways.map((takeaway, place) =>
      place % 7 === number % 7
        ? { ...takeaway, title: `${takeaway.title.slice(0, 60)} soak${number}` }
        : takeaway,
    ),
  };
};
