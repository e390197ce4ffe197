/** Readers and a publisher, while pods are replaced. */
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { readDataset } from '../../curation/read-dataset.js';
import type { Seen, Served } from '../faults/fault.js';
import { token } from '../support/publishing.js';

/** For one answer: a pod that is gone may swallow packets. */
const timeoutMs = 5_000;
/** Within which a request that lost its connection is answered when it is repeated. */
const patienceMs = 20_000;
const readers = 2;

/** What readers and the publisher saw. */
export interface Traffic {
  readonly reads: number;
  readonly published: number;
  /** Connections that were refused, cut or silent: a pod ended, or its address still stood in a rule. */
  readonly lostConnections: number;
  /** What became of reads and publications that were answered. */
  readonly seen: ReadonlyMap<'a read' | 'a publication', ReadonlySet<Seen>>;
  /** What is served once they have ended. */
  readonly served: Served;
  /** Answers other than 200, revisions mixed or older than what was published, requests without any answer. */
  readonly wrong: readonly string[];
}

const dataset = readDataset();

/** @returns the dataset with the number of an edition in two collections. */
const edition = (number: number): string => {
  const name = `Edition ${number}`;
  const renamed = <Named extends { readonly name: string }>([first, ...rest]: readonly Named[]) =>
    first ? [{ ...first, name }, ...rest] : [];
  const { topics, technologies, ...others } = dataset;
  return JSON.stringify({
    ...others,
    topics: renamed(topics),
    technologies: renamed(technologies),
  });
};

/** @returns the numbers of the editions whose parts a dump has. */
const editionsIn = (dump: string): number[] =>
  [...dump.matchAll(/"name":"Edition (\d+)"/g)].map(([, number]) => Number(number));

/** Each request has a connection of its own, as from clients that come and go. */
const readDump = (url: string): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const options = {
      agent: new Agent({ keepAlive: false }),
      signal: AbortSignal.timeout(timeoutMs),
    };
    get(`${url}/v1/dump`, options, (response) => {
      text(response).then((body) => {
        if (response.complete) resolve({ status: response.statusCode ?? 0, body });
        else reject(new Error('The connection was cut.'));
      }, reject);
    }).once('error', reject);
  });

const publish = async (url: string, number: number): Promise<number> => {
  const response = await fetch(`${url}/v1/dataset`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'if-match': '*',
      'content-type': 'application/json',
      connection: 'close',
    },
    body: edition(number),
    signal: AbortSignal.timeout(patienceMs),
  });
  await response.text();
  return response.status;
};

/**
 * Reads and publishes through a Service until it is stopped.
 *
 * @returns `stop`, which ends it and says what was seen
 */
export const startTraffic = async (url: string): Promise<{ stop(): Promise<Traffic> }> => {
  const wrong: string[] = [];
  const seen = new Map([
    ['a read', new Set<Seen>()],
    ['a publication', new Set<Seen>()],
  ] as const);
  let [reads, published, lostConnections, isStopped] = [0, 0, 0, false];

  /** Repeats what has lost its connection, as a client does. */
  const answered = async <Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> => {
    const until = performance.now() + patienceMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        lostConnections++;
        if (performance.now() > until) {
          wrong.push(`no answer within ${patienceMs} ms: ${error}`);
          return undefined;
        }
        await setTimeout(50);
      }
    }
  };

  const publishNext = async () => {
    const status = await answered(() => publish(url, published + 1));
    if (status !== undefined) seen.get('a publication')?.add(`${status}` as Seen);
    if (status === 200) published++;
    else wrong.push(`a publication: ${status}`);
  };
  const read = async () => {
    const atLeast = published;
    const answer = await answered(() => readDump(url));
    if (!answer) return;
    reads++;
    const { status, body } = answer;
    seen.get('a read')?.add(`${status}` as Seen);
    const editions = editionsIn(body);
    if (status !== 200) wrong.push(`a read: ${status} ${body.slice(0, 200)}`);
    else if (editions.length !== 2 || editions[0] !== editions[1]) {
      wrong.push(`a torn read: editions ${editions}`);
    } else if ((editions[0] ?? 0) < atLeast) {
      wrong.push(`an old read: edition ${editions[0]} after ${atLeast} was published`);
    }
  };
  const repeat = async (work: () => Promise<void>, pauseMs: number) => {
    while (!isStopped) {
      await work();
      await setTimeout(pauseMs);
    }
  };

  await publishNext();
  const working = [
    ...Array.from({ length: readers }, () => repeat(read, 20)),
    repeat(publishNext, 500),
  ];
  return {
    stop: async () => {
      isStopped = true;
      await Promise.all(working);
      const last = editionsIn((await answered(() => readDump(url)))?.body ?? '');
      const isNew = last.length === 2 && last.every((number) => number === published);
      const served = isNew ? 'the new revision' : 'the old revision';
      return { reads, published, lostConnections, seen, served, wrong };
    },
  };
};
