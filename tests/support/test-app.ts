/** The service under test, in this process. */

import { readAbout, readDataset } from '../../curation/read-dataset.js';
import type { Service } from '../../src/api/service.js';
import { createApp } from '../../src/app.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import type { BundledDataset } from '../../src/dataset/revisions/revision.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { answerOf, answerTo, type Get } from './answer.js';

/** The origin of requests to the app; nothing listens there. */
export const origin = 'http://takeaways.test';

/** The real dataset, as bundled in a component. */
export const bundleDataset = async (): Promise<BundledDataset> => ({
  ...(await layOut(readDataset())),
  version: readAbout().version,
});

/** A service over an in-memory store, by default with the real dataset. */
export const createTestService = async (overrides: Partial<Service> = {}): Promise<Service> => ({
  store: createMemoryStore(),
  bundled: overrides.bundled ?? (await bundleDataset()),
  // Tests of assets pass `await makeAssets()` of engine/assets/assets.ts.
  assets: {},
  log: () => {},
  version: '0.0.0-test',
  build: 'test',
  now: () => new Date(),
  ...overrides,
});

/** @returns a function that sends requests to a new app. */
export const createTestApp = async (overrides: Partial<Service> = {}) => {
  const app = createApp(await createTestService(overrides));
  return async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await app(new Request(origin + path, init));
    return answerTo(response, { method: init?.method ?? 'GET', target: path });
  };
};

/** @returns a function that sends GET requests to a new app. */
export const createTestGet = async (overrides: Partial<Service> = {}): Promise<Get> => {
  const send = await createTestApp(overrides);
  return async (path) => answerOf(await send(path));
};
