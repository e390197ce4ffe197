/** What the start of a pod consists of: marks in containerd's log, and in the system calls of the shim and the container. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppsV1Api, CoreV1Api, type KubeConfig, type V1Pod, Watch } from '@kubernetes/client-node';
import type { Node, Tracing } from '../../harness/kubelet-node/kubelet-node.js';
import { lastPart, type Mark, type Phase, phasesIn, podMarks } from '../anatomy/start-marks.js';
import { request } from '../answers.js';
import type { Run } from '../bench-run.js';
import { skip } from '../context.js';
import { recordStartParts } from '../measurements/anatomy.js';
import type { Deployment } from './deployment.js';
import { deferred, firstAnswerOf, nextAddress, urlOf } from './pod-start.js';

/** The names of the phases. */
export const podParts = [
  ...new Set(Object.values(podMarks).flatMap((marks) => marks.map(({ part }) => part))),
  lastPart,
];

export interface AnatomyContext {
  readonly cluster: KubeConfig;
  readonly deployments: ReadonlyMap<string, Deployment>;
  readonly run: Run;
  /** The node that was started to be measured; without it, nothing can be traced. */
  readonly node?: Node;
  readonly effort: { readonly dissections: number };
  step(text: string): void;
}

/** Starts a traced pod of each contender, several times, one after the other. */
export const measurePodAnatomy = async (context: AnatomyContext): Promise<void> => {
  const { deployments, run, node, effort, step } = context;
  if (!node?.tracing) {
    skip(run, 'Anatomy of a pod', 'Run it with --node, on Linux with strace.');
    return;
  }
  for (const [contender, deployment] of deployments) {
    const marks = podMarks[contender];
    if (!marks) continue;
    const starts: Phase[][] = [];
    let missed: unknown;
    for (let round = 1; round <= effort.dissections; round++) {
      step(`Anatomy of a pod: ${contender}, round ${round}`);
      try {
        starts.push(await dissect(marks, deployment, context, node, node.tracing));
      } catch (error) {
        missed = error;
      }
    }
    if (missed !== undefined) {
      const what = `${contender}: ${effort.dissections - starts.length} of ${effort.dissections} starts taken apart`;
      skip(run, what, missed);
    }
    recordStartParts(run, contender, 'pod', starts);
  }
};

const dissect = async (
  marks: readonly Mark[],
  deployment: Deployment,
  { cluster }: AnatomyContext,
  node: Node,
  tracing: Tracing,
): Promise<Phase[]> => {
  const core = cluster.makeApiClient(CoreV1Api);
  const { namespace } = deployment;
  const name = `traced-${Date.now()}`;
  const body = await tracedPod(cluster, deployment, name, tracing);
  for (const file of readdirSync(tracing.directory)) rmSync(join(tracing.directory, file));
  const logged = node.containerdLog.length;
  const address = nextAddress(node.addresses);

  const scheduled = deferred<number>();
  const watching = await new Watch(cluster).watch(
    deployment.podsPath,
    { fieldSelector: `metadata.name=${name}` },
    (_, { status }: V1Pod) => {
      const is = status?.conditions?.some(
        (one) => one.type === 'PodScheduled' && one.status === 'True',
      );
      if (is) scheduled.resolve(secondsNow());
    },
    () => {},
  );
  try {
    const created = secondsNow();
    const pod = await core.createNamespacedPod({ namespace, body });
    const url = urlOf(pod, await address);
    await firstAnswerOf(name, (path) => request(url + path), deployment.expected);
    const answered = secondsNow();
    const lines = [
      `0 ${created.toFixed(6)} api created`,
      `0 ${(await scheduled.promise).toFixed(6)} api scheduled`,
      ...criLines(node.containerdLog.slice(logged)),
      ...tracedLines(tracing.directory),
    ];
    return phasesIn(sorted(lines).join('\n'), marks, answered);
  } finally {
    watching.abort();
    await core.deleteNamespacedPod({ namespace, name, gracePeriodSeconds: 0 });
    deployment.gone(name);
  }
};

/** @returns a pod as the deployment's, that no one adopts, run by the runtimes that trace */
const tracedPod = async (
  cluster: KubeConfig,
  { namespace }: Deployment,
  name: string,
  { runtimeClasses }: Tracing,
): Promise<V1Pod> => {
  const { spec } = await cluster
    .makeApiClient(AppsV1Api)
    .readNamespacedDeployment({ namespace, name: 'takeaways' });
  const template = spec?.template.spec;
  if (!template) throw new Error('The Deployment has no template.');
  const runtimeClassName = template.runtimeClassName ? runtimeClasses.spin : runtimeClasses.runc;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { ...template, runtimeClassName, terminationGracePeriodSeconds: 0 },
  };
};

const secondsNow = (): number => (performance.timeOrigin + performance.now()) / 1000;

/** @returns the steps that the kubelet asked for, as lines of a trace */
export const criLines = (log: readonly string[]): string[] =>
  log.flatMap((line) => {
    const [, time = '', fraction = '', message] =
      /^time="([^".]+)(\.\d+)?Z" level=info msg="((?:RunPodSandbox|CreateContainer|StartContainer) .*)/.exec(
        line,
      ) ?? [];
    if (!message) return [];
    const seconds = Date.parse(`${time}Z`) / 1000 + Number(fraction);
    return [`0 ${seconds.toFixed(6)} cri ${message}`];
  });

const tracedLines = (directory: string): string[] =>
  readdirSync(directory).flatMap((file) =>
    readFileSync(join(directory, file), 'latin1').split('\n'),
  );

const sorted = (lines: readonly string[]): string[] =>
  lines
    .map((line) => ({ line, at: Number(/^\d+\s+(\d+\.\d+) /.exec(line)?.[1]) }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((one, other) => one.at - other.at)
    .map(({ line }) => line);
