/** Editions of a small dataset to publish in sequence, and the expected responses. */
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { type Publication, publish } from '../../../src/dataset/revisions/publish.js';
import type { BundledDataset, Revision } from '../../../src/dataset/revisions/revision.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { answerOf } from '../../support/answer.js';
import type { Answer } from '../../support/openapi-contract.js';
import { createTestApp } from '../../support/test-app.js';
import { datasetOf, takeaway } from '../support.js';

/** Edition `number`, as bundled in a component of that version. No two have the same content. */
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
/** @returns a time the given number of hours after a fixed start. */
export const hour = (hours: number): Date => new Date(midnight + hours * 60 * 60 * 1000);

/** Publishes edition `number`, by default in hour `number`. */
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

/** @returns a function that sends requests to a component with this bundled dataset. */
export const createComponent = async (
  store: KeyValueStore,
  bundled: BundledDataset,
  now = hour(0),
): Promise<(path: string) => Promise<Answer>> => {
  const app = await createTestApp({ store, bundled, now: () => now });
  return async (path) => answerOf(await app(path));
};

/** The responses that clients read: the dump, a page of a search, and a vocabulary. */
export const servedFrom = async (store: KeyValueStore): Promise<readonly string[]> => {
  const ask = await createComponent(store, await edition(0));
  const paths = ['/v1/dump', '/v1/takeaways?q=takeaway&technology=cilium', '/v1/technologies'];
  return Promise.all(paths.map(async (path) => (await ask(path)).body));
};

/** The same responses from a store with only edition `number`. */
export const servedOf = async (number: number): Promise<readonly string[]> => {
  const store = createMemoryStore();
  await publishEdition(store, number);
  return servedFrom(store);
};
