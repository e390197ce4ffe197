/** Editions of a small dataset to publish one after another, and what a client is served of them. */
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { type Publication, publish } from '../../../src/dataset/revisions/publish.js';
import type { BundledDataset, Revision } from '../../../src/dataset/revisions/revision.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { answerOf } from '../../support/answer.js';
import type { Answer } from '../../support/openapi-contract.js';
import { createTestApp } from '../../support/test-app.js';
import { datasetOf, takeaway } from '../support.js';

/** Edition `number` of a dataset, as a component of that version carries it; no two have the same content. */
export const edition = async (number: number): Promise<BundledDataset> => {
  const takeaways = ['first', 'second', 'third', 'fourth', 'fifth'].map((id, place) =>
    takeaway({
      id: `${id}-${number}`,
      event: `event-202${2 + (place % 3)}`,
      title: `Takeaway of edition ${number}`,
      technologies: place % 2 ? ['cilium'] : ['istio', 'spin'],
    }),
  );
  return { ...(await layOut(datasetOf(takeaways))), version: number };
};

const midnight = Date.parse('2024-03-19T00:00:00Z');
/** @returns a moment so many hours after all tests begin. */
export const hour = (hours: number): Date => new Date(midnight + hours * 60 * 60 * 1000);

/** Publishes edition `number` in hour `number`, unless told otherwise. */
export const publishEdition = async (
  store: KeyValueStore,
  number: number,
  given: Partial<Publication> = {},
): Promise<Revision> => {
  const content = await edition(number);
  return publish(store, {
    content,
    origin: 'operator',
    version: number,
    now: hour(number),
    ...given,
  });
};

/** Sends a request for a path to the component that carries `bundled`. */
export const createComponent = async (
  store: KeyValueStore,
  bundled: BundledDataset,
  now = hour(0),
): Promise<(path: string) => Promise<Answer>> => {
  const app = await createTestApp({ store, bundled, now: () => now });
  return async (path) => answerOf(await app(path));
};

/** All that clients read, byte by byte: a whole dump, a page of a search, and a vocabulary. */
export const servedFrom = async (store: KeyValueStore): Promise<readonly string[]> => {
  const ask = await createComponent(store, await edition(0));
  const paths = ['/v1/dump', '/v1/takeaways?q=takeaway&technology=cilium', '/v1/technologies'];
  return Promise.all(paths.map(async (path) => (await ask(path)).body));
};

/** What clients read where edition `number` alone was ever published. */
export const servedOf = async (number: number): Promise<readonly string[]> => {
  const store = createMemoryStore();
  await publishEdition(store, number);
  return servedFrom(store);
};
