/** Times the phases of a pod from its creation to its first response. */
import { existsSync } from 'node:fs';
import { watch as watchFiles } from 'node:fs/promises';
import { get as getSecurely, type RequestOptions } from 'node:https';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type KubeConfig, type V1Pod, Watch } from '@kubernetes/client-node';
import { type Answer, type Expectation, isCorrect, readAnswer, request } from '../answers.js';
import type { Deployment } from './deployment.js';

/** Milliseconds since the watch reported the pod's creation. */
export interface PodStart {
  readonly scheduled: number;
  readonly started: number;
  readonly ready: number;
  readonly answered: number;
  /** Milliseconds since the deployment was told to scale. */
  readonly asked: number;
}

/** For pods to respond. */
const timeoutMs = 180_000;
const pollIntervalMs = 2;
/** Between requests to scale, as long as pods are missing. */
const retryIntervalMs = 2000;
/** For reaching a pod directly, before falling back to the API server. */
const directTimeoutMs = 1000;

/** @returns the next address in `directory`, where the CNI plugin host-local keeps one file per address. */
export const nextAddress = async (directory: string): Promise<string> => {
  for await (const { filename } of watchFiles(directory)) {
    if (filename && isIPv4(filename) && existsSync(join(directory, filename))) return filename;
  }
  throw new Error(`${directory} was removed.`);
};

/**
 * Watches pods start after `begin` has scaled up.
 *
 * @param count the expected number of pods
 * @param addresses where the CNI plugin stores pod addresses; a single pod is then polled as soon as it has one,
 * up to a second before the kubelet reports it
 * @returns one start per pod, once all are ready and have answered correctly
 * @throws Error if that takes too long, or an answer is wrong
 */
export const watchStarts = async (
  deployment: Deployment,
  cluster: KubeConfig,
  count: number,
  begin: () => Promise<void>,
  addresses?: string,
): Promise<PodStart[]> => {
  const { expected } = deployment;
  const early = addresses && count === 1 ? nextAddress(addresses) : undefined;
  const seen = new Map<
    string,
    { created: number; phases: Partial<Record<keyof PodStart, number>> }
  >();
  const { promise, resolve, reject } = deferred<PodStart[]>();
  const asking = new Set<string>();
  let began = 0;

  const check = () => {
    const starts = [...seen.values()].map(({ phases }) => phases);
    if (starts.length >= count && starts.every(isWhole)) resolve(starts.filter(isWhole));
  };
  const note = (type: string, pod: V1Pod) => {
    const id = pod.metadata?.uid ?? '';
    const now = performance.now();
    // The watch starts with existing pods, one of which may be terminating.
    if (pod.metadata?.deletionTimestamp) {
      seen.delete(id);
      return check();
    }
    if (type === 'ADDED' && !seen.has(id)) seen.set(id, { created: now, phases: {} });
    const record = seen.get(id);
    if (!record) return;
    const { created, phases } = record;
    const status = pod.status ?? {};
    const is = (condition: string) =>
      status.conditions?.some(({ type, status }) => type === condition && status === 'True');
    if (is('PodScheduled')) phases.scheduled ??= now - created;
    if (status.containerStatuses?.some(({ state }) => state?.running))
      phases.started ??= now - created;
    if (is('Ready')) phases.ready ??= now - created;
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
        phases.answered = performance.now() - created;
        phases.asked = performance.now() - began;
        check();
      }, reject);
    }
    check();
  };

  const watching = await new Watch(cluster).watch(deployment.podsPath, {}, note, (error) => {
    if (error) reject(error);
  });
  const timer = new AbortController();
  setTimeout(timeoutMs, undefined, { signal: timer.signal }).then(
    () => reject(new Error(`${count} pods did not answer within ${timeoutMs / 1000} s.`)),
    () => {},
  );
  // SpinKube's operator may overwrite the scale with the one it read before.
  const again = setInterval(() => {
    if (seen.size < count) begin().catch(reject);
  }, retryIntervalMs);
  try {
    began = performance.now();
    await begin();
    return await promise;
  } finally {
    clearInterval(again);
    timer.abort();
    watching.abort();
  }
};

/** @returns a promise, and what settles it: Node 20 has no `Promise.withResolvers` */
export const deferred = <Value>() => {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((one, other) => {
    resolve = one;
    reject = other;
  });
  return { promise, resolve, reject };
};

const isWhole = (phases: Partial<PodStart>): phases is PodStart =>
  phases.scheduled !== undefined &&
  phases.started !== undefined &&
  phases.ready !== undefined &&
  phases.asked !== undefined &&
  phases.answered !== undefined;

/** Polls a pod until its first correct answer. */
export const firstAnswerOf = async (
  pod: string,
  ask: (path: string) => Promise<Answer>,
  expected: Expectation,
): Promise<void> => {
  const started = performance.now();
  while (performance.now() - started < timeoutMs) {
    const answer = await ask(expected.path).catch(() => undefined);
    if (answer?.status === 200) {
      if (isCorrect(answer, expected)) return;
      throw new Error(`The pod ${pod} answered wrongly: ${answer.body.slice(0, 100)}`);
    }
    await setTimeout(pollIntervalMs);
  }
};

const portOf = (pod: V1Pod): number => pod.spec?.containers[0]?.ports?.[0]?.containerPort ?? 80;
export const urlOf = (pod: V1Pod, address = pod.status?.podIP): string =>
  `http://${address}:${portOf(pod)}`;

/** Whether the pod network is reachable from this machine; undefined until known. */
let direct: boolean | undefined;

/** @returns a function that requests a path from a pod, directly or through the API server. */
export const askerOf = (pod: V1Pod, cluster: KubeConfig): ((path: string) => Promise<Answer>) => {
  const { name, namespace } = pod.metadata ?? {};
  const server = cluster.getCurrentCluster()?.server;
  const proxied = `${server}/api/v1/namespaces/${namespace}/pods/${name}:${portOf(pod)}/proxy`;
  const started = performance.now();
  return async (path) => {
    if (
      direct === false ||
      (direct === undefined && performance.now() - started > directTimeoutMs)
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
    getSecurely(url, options, (response) => readAnswer(response).then(resolve, reject)).once(
      'error',
      reject,
    );
  });
};
