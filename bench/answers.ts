/** Whether contenders answer, and whether they answer correctly: only then do they count. */
import { Agent, get } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { readAbout, readDataset } from '../curation/read-dataset.js';
import { readVersion } from '../lib/package.js';
import { createApp } from '../src/app.js';
import { layOut } from '../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../src/store/memory.js';
import type { Instance } from './contender.js';

/** The request that stands for all others: the first page of the list, read from the store. */
export const listPath = '/v1/takeaways';
/** Answered by the service without the store. */
export const alivePath = '/healthz';

/** How long a contender may take to its first answer, in milliseconds. */
const patience = 120_000;
/** The pause between two attempts to connect, in milliseconds: starts are known this exactly. */
const attemptEvery = 1;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What a path answers when it is answered correctly. */
export interface Expectation {
  readonly path: string;
  /** The whole body, or undefined where any will do. */
  readonly body?: string;
}

/** @returns the service's correct answer to the list, as the handler gives it in this process. */
export const expectedList = async (): Promise<Expectation> => {
  const app = createApp({
    store: createMemoryStore(),
    bundled: { ...(await layOut(readDataset())), version: readAbout().version },
    assets: {},
    log: () => {},
    version: readVersion(),
    now: () => new Date(),
  });
  const response = await app(new Request(`http://bench.test${listPath}`));
  return { path: listPath, body: await response.text() };
};

/** One request on a connection of its own, or of `agent`. */
export const request = (url: string, agent: Agent | false = false): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(url, { agent: agent || new Agent({ keepAlive: false }) }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.once('error', reject);
    }).once('error', reject);
  });

/** @returns whether the answer is what was expected. */
export const isCorrect = ({ status, body }: Answer, expected: Expectation): boolean =>
  status === 200 && (expected.body === undefined || body === expected.body);

/**
 * @returns when the first app has given its first correct answer
 * @throws Error where it ends before, answers wrongly, or never answers
 */
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
  let last = 'nothing listened there';
  while (performance.now() - started < patience && !signal.aborted) {
    const answer = await request(url).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED' && error.code !== 'ECONNRESET') throw error;
    });
    if (answer && answer.status === 200) {
      if (isCorrect(answer, expected)) return;
      throw new Error(
        `${url} answered wrongly, or is older than data/ (npm run build, npm run build:container): ${answer.body.slice(0, 100)}`,
      );
    }
    if (answer) last = `the last answer was ${answer.status}`;
    await setTimeout(attemptEvery);
  }
  throw new Error(`${url} gave no 200 within ${patience / 1000} s; ${last}.`);
};

/** @returns how many apps of the instance answer correctly. */
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
