/** Requests to contenders; only correct answers count. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { readAbout, readDataset } from '../curation/read-dataset.js';
import { readVersion } from '../lib/package.js';
import { createApp } from '../src/app.js';
import { layOut } from '../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../src/store/memory-store.js';
import type { Instance } from './contender.js';

/** The representative request: the first page of the list, read from the store. */
export const listPath = '/v1/takeaways';
/** Does not touch the store. */
export const alivePath = '/healthz';

/** For the first answer. */
const timeoutMs = 120_000;
/** Between attempts to connect; this limits the precision of measured starts. */
const pollIntervalMs = 1;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The correct answer to a path. */
export interface Expectation {
  readonly path: string;
  /** The whole body; undefined accepts any. */
  readonly body?: string;
}

/** @returns the correct answer to the list, computed by the handler in this process. */
export const expectedList = async (): Promise<Expectation> => {
  const app = createApp({
    store: createMemoryStore(),
    bundled: { ...(await layOut(readDataset())), version: readAbout().version },
    assets: {},
    log: () => {},
    version: readVersion(),
    build: '0',
    now: () => new Date(),
  });
  const response = await app(new Request(`http://bench.test${listPath}`));
  return { path: listPath, body: await response.text() };
};

/** Sends a GET request, by default on a new connection. */
export const request = (url: string, agent: Agent | false = false): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(url, { agent: agent || new Agent({ keepAlive: false }) }, (response) =>
      readAnswer(response).then(resolve, reject),
    ).once('error', reject);
  });

export const readAnswer = async (response: IncomingMessage): Promise<Answer> => ({
  status: response.statusCode ?? 0,
  body: await text(response),
});
export const isCorrect = ({ status, body }: Answer, expected: Expectation): boolean =>
  status === 200 && (expected.body === undefined || body === expected.body);

/** Waits for the first correct answer. @throws Error if the contender ends, answers wrongly, or does not answer */
export const firstAnswer = async (instance: Instance, expected: Expectation): Promise<void> => {
  const [url = ''] = instance.urls;
  const stopped = new AbortController();
  try {
    await Promise.race([instance.failed, poll(url + expected.path, expected, stopped.signal)]);
  } finally {
    stopped.abort();
  }
};

const poll = async (url: string, expected: Expectation, signal: AbortSignal): Promise<void> => {
  const started = performance.now();
  let last = 'connections were refused';
  while (performance.now() - started < timeoutMs && !signal.aborted) {
    const answer = await request(url).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED' && error.code !== 'ECONNRESET') throw error;
    });
    if (answer && answer.status === 200) {
      if (isCorrect(answer, expected)) return;
      throw new Error(
        `${url} answered wrongly. If it was built before data/ changed, run npm run build and npm run build:container. Answer: ${answer.body.slice(0, 100)}`,
      );
    }
    if (answer) last = `the last answer was ${answer.status}`;
    await setTimeout(pollIntervalMs);
  }
  throw new Error(`${url} did not answer 200 within ${timeoutMs / 1000} s; ${last}.`);
};

/** @returns the number of apps that answer correctly. */
export const correctApps = async (instance: Instance, expected: Expectation): Promise<number> => {
  const answers = await Promise.all(
    instance.urls.map((url) =>
      request(url + expected.path).then(
        (answer) => isCorrect(answer, expected),
        () => false,
      ),
    ),
  );
  return answers.filter(Boolean).length;
};
