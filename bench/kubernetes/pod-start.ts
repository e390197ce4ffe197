/** What happens to a pod from its creation to its first answer. */
import { existsSync } from 'node:fs';
import { watch as watchFiles } from 'node:fs/promises';
import { get as getSecurely, type RequestOptions } from 'node:https';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type KubeConfig, type V1Pod, Watch } from '@kubernetes/client-node';
import { type Answer, type Expectation, isCorrect, request } from '../answers.js';
import type { Deployment } from './deployment.js';

/** Milliseconds from when the watch told of the pod's creation. */
export interface PodStart {
  readonly scheduled: number;
  readonly started: number;
  readonly ready: number;
  readonly answered: number;
}

/** How long pods may take, in milliseconds. */
const patience = 180_000;
const attemptEvery = 2;
/** How long to wait for pods to be made before they are asked for again, in milliseconds. */
const askAgainEvery = 2000;
/** How long a pod that can't be reached directly is tried, in milliseconds. */
const directPatience = 1000;

/**
 * @param directory where the network of pods keeps a file for each address, as the plugin host-local does
 * @returns the next address that it gives
 */
const nextAddress = async (directory: string): Promise<string> => {
  for await (const { filename } of watchFiles(directory)) {
    if (filename && isIPv4(filename) && existsSync(join(directory, filename))) return filename;
  }
  throw new Error(`${directory} is gone.`);
};

/**
 * Watches pods come up after `begin` has asked for them.
 *
 * @param count how many there will be
 * @param addresses where the network of pods notes addresses: one pod is then asked from the moment that it has
 * one. The kubelet tells the API server of it up to a second later
 * @returns one start for each, once all have answered correctly and are ready
 * @throws Error where that takes too long, or one answers wrongly
 */
export const watchStarts = async (
  deployment: Deployment,
  cluster: KubeConfig,
  expected: Expectation,
  count: number,
  begin: () => Promise<void>,
  addresses?: string,
): Promise<PodStart[]> => {
  const early = addresses && count === 1 ? nextAddress(addresses) : undefined;
  const seen = new Map<
    string,
    { created: number; times: Partial<Record<keyof PodStart, number>> }
  >();
  const { promise, resolve, reject } = deferred<PodStart[]>();
  const asking = new Set<string>();

  const check = () => {
    const starts = [...seen.values()].map(({ times }) => times);
    if (starts.length >= count && starts.every(isWhole)) resolve(starts.filter(isWhole));
  };
  const note = (type: string, pod: V1Pod) => {
    const id = pod.metadata?.uid ?? '';
    const now = performance.now();
    // The watch begins with the pods that are there, one perhaps that is about to go.
    if (pod.metadata?.deletionTimestamp) {
      seen.delete(id);
      return check();
    }
    if (type === 'ADDED' && !seen.has(id)) seen.set(id, { created: now, times: {} });
    const record = seen.get(id);
    if (!record) return;
    const { created, times } = record;
    const status = pod.status ?? {};
    const is = (condition: string) =>
      status.conditions?.some(({ type, status }) => type === condition && status === 'True');
    if (is('PodScheduled')) times.scheduled ??= now - created;
    if (status.containerStatuses?.some(({ state }) => state?.running))
      times.started ??= now - created;
    if (is('Ready')) times.ready ??= now - created;
    if ((early || status.podIP) && !asking.has(id)) {
      asking.add(id);
      const answer = early
        ? early.then((address) =>
            firstAnswerOf(
              pod.metadata?.name ?? id,
              (path) => request(urlOf(pod, address) + path),
              expected,
            ),
          )
        : firstAnswerOf(pod.metadata?.name ?? id, askerOf(pod, cluster), expected);
      answer.then(() => {
        times.answered = performance.now() - created;
        check();
      }, reject);
    }
    check();
  };

  const watching = await new Watch(cluster).watch(deployment.podsPath, {}, note, (error) => {
    if (error) reject(error);
  });
  const timer = new AbortController();
  setTimeout(patience, undefined, { signal: timer.signal }).then(
    () => reject(new Error(`${count} pods did not answer within ${patience / 1000} s.`)),
    () => {},
  );
  // SpinKube's operator may write back the scale that it read before this one.
  const again = setInterval(() => {
    if (seen.size < count) begin().catch(reject);
  }, askAgainEvery);
  try {
    await begin();
    return await promise;
  } finally {
    clearInterval(again);
    timer.abort();
    watching.abort();
  }
};

const deferred = <Value>() => {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((one, other) => {
    resolve = one;
    reject = other;
  });
  return { promise, resolve, reject };
};

const isWhole = (times: Partial<PodStart>): times is PodStart =>
  times.scheduled !== undefined &&
  times.started !== undefined &&
  times.ready !== undefined &&
  times.answered !== undefined;

/** Asks until the pod gives its first correct answer: at its own address, or through the API server. */
const firstAnswerOf = async (
  pod: string,
  ask: (path: string) => Promise<Answer>,
  expected: Expectation,
): Promise<void> => {
  const started = performance.now();
  while (performance.now() - started < patience) {
    const answer = await ask(expected.path).catch(() => undefined);
    if (answer?.status === 200) {
      if (isCorrect(answer, expected)) return;
      throw new Error(`The pod ${pod} answered wrongly: ${answer.body.slice(0, 100)}`);
    }
    await setTimeout(attemptEvery);
  }
};

const portOf = (pod: V1Pod): number => pod.spec?.containers[0]?.ports?.[0]?.containerPort ?? 80;
const urlOf = (pod: V1Pod, address = pod.status?.podIP): string =>
  `http://${address}:${portOf(pod)}`;

/** Whether the network of pods has been found to be reachable from here. */
let direct: boolean | undefined;

/** @returns what asks a pod for a path: directly, or where pods can't be reached through the API server. */
export const askerOf = (pod: V1Pod, cluster: KubeConfig): ((path: string) => Promise<Answer>) => {
  const { name, namespace } = pod.metadata ?? {};
  const server = cluster.getCurrentCluster()?.server;
  const proxied = `${server}/api/v1/namespaces/${namespace}/pods/${name}:${portOf(pod)}/proxy`;
  const started = performance.now();
  return async (path) => {
    if (
      direct === false ||
      (direct === undefined && performance.now() - started > directPatience)
    ) {
      const answer = await requestSecurely(proxied + path, cluster);
      if (answer.status === 200) direct ??= false;
      return answer;
    }
    const answer = await request(urlOf(pod) + path);
    direct = true;
    return answer;
  };
};

const requestSecurely = async (url: string, cluster: KubeConfig): Promise<Answer> => {
  const options: RequestOptions = {};
  await cluster.applyToHTTPSOptions(options);
  return new Promise((resolve, reject) => {
    getSecurely(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).once('error', reject);
  });
};
