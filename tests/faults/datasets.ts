/** The datasets that are served while faults are provoked, small so that a publication takes few operations. */
import { createApp } from '../../src/app.js';
import { checkDataset } from '../../src/dataset/records/check.js';
import type { Dataset } from '../../src/dataset/records/schema.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { publish } from '../../src/dataset/revisions/publish.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { KeyValueStore } from '../../src/store/store.js';
import { datasetOf, takeaway } from '../dataset/support.js';
import { bundleDataset, createTestService, origin } from '../support/test-app.js';

/** @returns edition `number`, as the service stores it; no two have the same content. */
export const edition = (number: number): Dataset => {
  const { dataset, errors } = checkDataset(draftOf(number), 10);
  if (!dataset) throw new Error(`Edition ${number} is not valid: ${JSON.stringify(errors)}`);
  return dataset;
};

const draftOf = (number: number): Dataset =>
  datasetOf(
    ['first', 'second', 'third', 'fourth'].map((id, place) =>
      takeaway({
        id: `${id}-${number}`,
        event: `event-202${2 + (place % 3)}`,
        title: `Takeaway of edition ${number}`,
        technologies: place % 2 ? ['cilium'] : ['istio', 'spin'],
      }),
    ),
  );

/** Publishes editions in a store, the last of which is current. */
export const publishEditions = async (
  store: KeyValueStore,
  numbers: readonly number[],
  now = new Date(),
): Promise<void> => {
  for (const number of numbers) {
    await publish(store, {
      content: await layOut(edition(number)),
      origin: 'operator',
      version: number,
      now,
    });
  }
};

/** What tells whether a revision is served whole: everything, a search and a vocabulary. */
export const wholePaths = [
  '/v1/dump',
  '/v1/takeaways?q=takeaway&technology=cilium',
  '/v1/technologies',
] as const;

/** @returns what a server must answer for `wholePaths` where nothing but edition `number` is stored. */
export const wholeEdition = async (number: number): Promise<string> => {
  const store = createMemoryStore();
  await publishEditions(store, [number]);
  return wholeFrom(store);
};

/** @returns the same for the dataset that the component bundles. */
export const wholeBundled = async (): Promise<string> => {
  const store = createMemoryStore();
  return wholeFrom(store);
};

const wholeFrom = async (store: KeyValueStore): Promise<string> => {
  const app = createApp(await createTestService({ store, bundled: await bundleDataset() }));
  const texts: string[] = [];
  for (const path of wholePaths) {
    // Cilium is not among what the bundled dataset is searched for everywhere: an error is an answer, too.
    texts.push(await (await app(new Request(origin + path))).text());
  }
  return texts.join('\n');
};

/** @returns the id of edition `number`. */
export const idOfEdition = async (number: number): Promise<string> =>
  (await layOut(edition(number))).id;
