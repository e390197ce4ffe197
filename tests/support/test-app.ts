/** The service under test, in this process. */

import { readAbout, readDataset } from '../../curation/read-dataset.js';
import type { Service } from '../../src/api/service.js';
import { createApp } from '../../src/app.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import type { BundledDataset } from '../../src/dataset/revisions/revision.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { answerOf, answerTo, type Get } from './answer.js';

/** The address that requests to the app bear; nothing listens there. */
export const origin = 'http://takeaways.test';

/** The real dataset, as a component carries it. */
export const bundleDataset = async (): Promise<BundledDataset> => ({
  ...(await layOut(readDataset())),
  version: readAbout().version,
});

/** A service over an in-memory store, with the real dataset unless told otherwise. */
export const createTestService = async (overrides: Partial<Service> = {}): Promise<Service> => ({
  store: createMemoryStore(),
  bundled: overrides.bundled ?? (await bundleDataset()),
  // Tests of what is served as a file pass `await makeAssets()` of engine/assets/assets.ts.
  assets: {},
  log: () => {},
  version: '0.0.0-test',
  now: () => new Date(),
  ...overrides,
});

/** @returns a function that sends a request for a path to an app of its own. */
export const createTestApp = async (overrides: Partial<Service> = {}) => {
  const app = createApp(await createTestService(overrides));
  return async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await app(new Request(origin + path, init));
    return answerTo(response, { method: init?.method ?? 'GET', target: path });
  };
};

/** @returns a function that gets the answer to a path from an app of its own. */
export const createTestGet = async (overrides: Partial<Service> = {}): Promise<Get> => {
  const send = await createTestApp(overrides);
  return async (path) => answerOf(await send(path));
};
