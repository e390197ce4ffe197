import type { KubeConfig, V1Pod } from '@kubernetes/client-node';
import { shuffled } from '../../curation/verdicts/statistics.js';
import { type Expectation, isCorrect } from '../answers.js';
import type { Run } from '../bench-run.js';
import { type Kind, record } from '../context.js';
import { recordMemoryParts } from '../measurements/anatomy.js';
import { readingConditions } from '../measurements/memory-readings.js';
import type { Deployment } from './deployment.js';
import { podParts } from './pod-anatomy.js';
import { memoryOf, memoryPartsOfPods, type PodMemory, sharingOfPods } from './pod-memory.js';
import { askerOf, type PodStart, watchStarts } from './pod-start.js';

export interface PodEffort {
  readonly starts: number;
  /** How often a start is taken apart. */
  readonly dissections: number;
  /** Numbers of pods whose memory is read. */
  readonly pods: readonly number[];
  /** Requests to each pod before memory is read again. */
  readonly burst: number;
}

export interface PodContext {
  readonly cluster: KubeConfig;
  readonly deployments: ReadonlyMap<string, Deployment>;
  readonly run: Run;
  readonly effort: PodEffort;
  /** Where the CNI plugin stores pod addresses, if known. */
  readonly addresses?: string;
  readonly random: () => number;
  step(text: string): void;
}

const phases = ['scheduled', 'started', 'ready'] as const;

/** The kinds of series recorded here. */
export const podKinds: readonly Kind[] = [
  { measurement: 'pod-start', conditions: {} },
  { measurement: 'zero-start', conditions: {} },
  { measurement: 'pod-phase', conditions: { phase: phases } },
  { measurement: 'pod-phase', conditions: { phase: ['all-answer'], from: 'any', to: 'any' } },
  { measurement: 'memory', conditions: { shape: ['pod-per-app'], ...readingConditions } },
  { measurement: 'start-part', conditions: { of: ['pod'], part: podParts } },
];

/** Scales each contender from 0 to 1 repeatedly; they take turns in random order. */
export const measureStarts = async (context: PodContext): Promise<void> => {
  const { cluster, deployments, run, effort, random, step, addresses } = context;
  const starts = new Map<string, PodStart[]>([...deployments.keys()].map((id) => [id, []]));
  // The first start may pull and compile the image, so it is not recorded.
  for (let round = 0; round <= effort.starts; round++) {
    step(`Pods, 0 to 1: ${round === 0 ? 'first start' : `round ${round} of ${effort.starts}`}`);
    for (const id of shuffled([...deployments.keys()], random)) {
      const deployment = deployments.get(id);
      if (!deployment) continue;
      const begin = () => deployment.scale(1);
      const taken = await watchStarts(deployment, cluster, 1, begin, addresses);
      if (round > 0) starts.get(id)?.push(...taken);
      await deployment.empty();
    }
  }
  for (const [contender, taken] of starts) {
    const answered = taken.map((one) => one.answered);
    record(run, { measurement: 'pod-start', contender, conditions: {}, samples: answered });
    const asked = taken.map((one) => one.asked);
    record(run, { measurement: 'zero-start', contender, conditions: {}, samples: asked });
    for (const phase of phases) {
      const samples = taken.map((one) => one[phase]);
      record(run, { measurement: 'pod-phase', contender, conditions: { phase }, samples });
    }
  }
};

/** Scales each contender up in steps, reading idle memory, then sends a burst, and reads memory while scaling down. */
export const measureScale = async (context: PodContext): Promise<void> => {
  const { cluster, deployments, run, effort, step } = context;
  for (const [contender, deployment] of deployments) {
    const idle = new Readings();
    const busy = new Readings();
    for (const count of effort.pods) {
      step(`Pods, up to ${count}: ${contender}`);
      const before = (await deployment.pods()).length;
      const began = performance.now();
      await watchStarts(deployment, cluster, count, () => deployment.scale(count));
      record(run, {
        measurement: 'pod-phase',
        contender,
        conditions: { phase: 'all-answer', from: before, to: count },
        samples: [performance.now() - began],
      });
      idle.read(await deployment.pods());
    }
    const all = await deployment.pods();
    noteImage(run, contender, all);
    const parts = memoryPartsOfPods(all);
    recordMemoryParts(run, contender, 'pod', parts ? [parts] : []);
    const sharing = sharingOfPods(all);
    recordMemoryParts(run, contender, 'pod-sharing', sharing ? [sharing] : []);
    const pods = await deployment.pods();
    for (const pod of pods) await burst(pod, cluster, deployment.expected, effort.burst);
    busy.read(pods);
    for (const count of [...effort.pods].reverse().slice(1)) {
      await deployment.scale(count);
      while ((await deployment.pods()).length > count);
      deployment.ready();
      busy.read(await deployment.pods());
    }
    await deployment.empty();
    idle.record(run, contender, 'idle');
    busy.record(run, contender, 'after-burst');
  }
};

/** Records the digest of what the pods run. */
const noteImage = (run: Run, contender: string, [pod]: readonly V1Pod[]): void => {
  const [digest] =
    /sha256:[0-9a-f]{64}/.exec(pod?.status?.containerStatuses?.[0]?.imageID ?? '') ?? [];
  if (digest) run.versions[`${contender}-image`] = digest;
};

/** @throws Error if an answer is wrong */
const burst = async (
  pod: V1Pod,
  cluster: KubeConfig,
  expected: Expectation,
  requests: number,
): Promise<void> => {
  const ask = askerOf(pod, cluster);
  for (let n = 0; n < requests; n++) {
    if (!isCorrect(await ask(expected.path), expected)) {
      throw new Error(`The pod ${pod.metadata?.name} answered wrongly.`);
    }
  }
};

class Readings {
  private readonly taken: { readonly apps: number; readonly memory: PodMemory }[] = [];

  read(pods: readonly V1Pod[]): void {
    const memory = memoryOf(pods);
    if (memory) this.taken.push({ apps: pods.length, memory });
  }

  record(run: Run, contender: string, state: 'idle' | 'after-burst'): void {
    const apps = this.taken.map((one) => one.apps);
    if (new Set(apps).size < 2) return;
    for (const accounting of ['pss', 'cgroup'] as const) {
      const conditions = { shape: 'pod-per-app', accounting, state };
      const samples = this.taken.map(({ memory }) => memory[accounting]);
      record(run, { measurement: 'memory', contender, conditions, samples, apps });
    }
  }
}
