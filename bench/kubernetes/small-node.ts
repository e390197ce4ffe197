/** How many pods a node with little memory takes: one more at a time, until one of them does not serve. */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KubeConfig, type V1Pod } from '@kubernetes/client-node';
import type { Node } from '../../harness/kubelet-node/kubelet-node.js';
import type { MemoryLimit } from '../../harness/kubelet-node/memory-limit.js';
import { type Expectation, isCorrect, request } from '../answers.js';
import { createRun } from '../bench-run.js';
import { formatNumber } from '../report/format-number.js';
import { proportionalSetSize, workingSet } from '../workspace/processes.js';
import { pidsBelow } from './cgroups.js';
import type { PodContender } from './contenders.js';
import { Deployment, removeNamespaces } from './deployment.js';
import { killsIn, refused, whyLost } from './lost-pods.js';
import { pidsOf } from './pod-memory.js';
import { urlOf } from './pod-start.js';

/** For one more pod to serve. */
const timeoutMs = 120_000;
const pollIntervalMs = 250;
const run = 'small-node';

/** The memory of a node whose pods all serve, in MiB. */
export interface Reading {
  readonly pods: number;
  /** Of the node with all pods, as the kubelet computes it; includes what the kernel keeps for them. */
  readonly working_set: number;
  /** Of all processes in the pods, with shims and pauses. */
  readonly pods_pss: number;
  /** Of all others: the kubelet, containerd, kube-proxy. */
  readonly node_pss: number;
}

/** How a node was filled with pods of one contender. */
export interface Filling {
  readonly contender: string;
  readonly round: number;
  /** Whether pods reserve memory as their overlay says. */
  readonly reserved: boolean;
  /** How many all served. */
  readonly pods: number;
  /** Why there was not one more. */
  readonly because: string;
  /** From no pods on, one for each number. */
  readonly readings: readonly Reading[];
}

export interface SmallNodeOptions {
  readonly mebibytes: number;
  /** How often each contender fills a node; a node is filled once. */
  readonly rounds: number;
  /** @returns a node with so much memory, whose registry has the images */
  start(): Promise<Node>;
  /** @returns the versions of what runs pods there */
  versions(cluster: KubeConfig): Promise<Record<string, string>>;
  step(text: string): void;
}

/** Fills nodes with pods of each contender; contenders take turns. @returns every reading, with versions and machine */
export const measureSmallNodes = async (
  contenders: readonly PodContender[],
  { mebibytes, rounds, start, versions, step }: SmallNodeOptions,
) => {
  const { date, commit, machine, ...described } = createRun([]);
  const fillings: Filling[] = [];
  let installed: Record<string, string> = {};
  for (let round = 1; round <= rounds; round++) {
    for (const contender of contenders) {
      step(`${contender.title}: starting a node`);
      const node = await start();
      try {
        const cluster = new KubeConfig();
        cluster.loadFromFile(node.kubeconfig);
        const filled = await fillNode(contender, cluster, limitOf(node), step);
        fillings.push(...filled.map((one) => ({ contender: contender.id, round, ...one })));
        // Last, because whoever reads a program first pays for it.
        installed = await versions(cluster);
      } finally {
        await node.stop();
      }
    }
  }
  return {
    date,
    commit,
    machine,
    versions: { ...described.versions, ...installed },
    memory_mib: mebibytes,
    fillings,
  };
};

const limitOf = ({ memory }: Node): MemoryLimit => {
  if (!memory) throw new Error('The node has all the memory of this machine. Start it with less.');
  return memory;
};

type Filled = Omit<Filling, 'contender' | 'round'>;

/** Where only reservations keep pods out, the node is filled again without them. */
const fillNode = async (
  contender: PodContender,
  cluster: KubeConfig,
  limit: MemoryLimit,
  step: (text: string) => void,
): Promise<Filled[]> => {
  const { title, overlay } = contender;
  const expected = await contender.expected();
  const fillings: Filled[] = [];
  const earlier = new Set(killsOn(limit));
  const whyKilled = (): string | undefined => {
    const victim = killsOn(limit).find((one) => !earlier.has(one));
    return victim && `the kernel killed ${victim}`;
  };
  for (const unreserved of [false, true]) {
    const deployment = await Deployment.create(
      { directory: overlay, expected, unreserved },
      cluster,
      run,
      () => {},
    );
    const said = `${title}, ${unreserved ? 'nothing reserved' : 'as its overlay reserves'}`;
    const readings: Reading[] = [read(limit, [])];
    let because: string | undefined;
    for (let count = 1; because === undefined; count++) {
      step(`${said}: pod ${count}`);
      because = await whyNotServing(deployment, count, whyKilled);
      if (because === undefined) readings.push(read(limit, await deployment.pods()));
    }
    fillings.push({ reserved: !unreserved, pods: readings.length - 1, because, readings });
    if (!because.startsWith(refused)) return fillings;
    removeNamespaces(cluster.getCurrentContext(), run);
  }
  return fillings;
};

const read = ({ group }: MemoryLimit, pods: readonly V1Pod[]): Reading => {
  const inPods = new Set(pods.flatMap(pidsOf));
  const others = pidsBelow(group).filter((pid) => !inPods.has(pid));
  return {
    pods: pods.length,
    working_set: workingSet(group),
    pods_pss: proportionalSetSize([...inPods]),
    node_pss: proportionalSetSize(others),
  };
};

/** @returns why not so many pods serve; undefined once all of them have answered correctly */
const whyNotServing = async (
  deployment: Deployment,
  count: number,
  whyKilled: () => string | undefined,
): Promise<string | undefined> => {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const pods = await deployment.pods();
    const because = whyKilled() ?? pods.map(whyLost).find((one) => one !== undefined);
    if (because) return because;
    const ready = pods.filter(isReady);
    if (pods.length === count && ready.length === count) {
      return (await whyWrong(pods, deployment.expected)) ?? whyKilled();
    }
    if (performance.now() > until) {
      return `${ready.length} of ${count} pods were ready after ${timeoutMs / 1000} s`;
    }
    // SpinKube's operator may overwrite the scale with the one it read before.
    if (pods.length < count) await deployment.scale(count);
    await setTimeout(pollIntervalMs);
  }
};

const isReady = ({ status }: V1Pod): boolean =>
  status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;

const whyWrong = async (
  pods: readonly V1Pod[],
  expected: Expectation,
): Promise<string | undefined> => {
  for (const pod of pods) {
    const answer = await request(urlOf(pod) + expected.path).catch((error: Error) => error);
    if (answer instanceof Error) return `a pod did not answer: ${answer.message}`;
    if (!isCorrect(answer, expected)) return `a pod answered wrongly, with ${answer.status}`;
  }
  return undefined;
};

/** @returns what was killed on the node so far; nothing where the kernel's log cannot be read */
const killsOn = ({ group }: MemoryLimit): string[] => {
  const { stdout } = spawnSync('dmesg', { encoding: 'utf8', maxBuffer: 2 ** 26 });
  return killsIn(stdout ?? '', `/${basename(group)}`);
};

/** @returns the fillings as a table, the numbers of all rounds side by side */
export const describeFillings = (
  contenders: readonly PodContender[],
  fillings: readonly Filling[],
): string => {
  const lines = contenders.flatMap(({ id, title }) =>
    [true, false].flatMap((reserved) => {
      const own = fillings.filter((one) => one.contender === id && one.reserved === reserved);
      if (own.length === 0) return [];
      const empty = own.flatMap(({ readings }) => readings.slice(0, 1));
      const full = own.flatMap(({ readings }) => readings.slice(-1));
      const range = (numbers: readonly number[]): string => {
        const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map(formatNumber);
        return least === most ? `${least}` : `${least} to ${most}`;
      };
      return [
        [
          title,
          reserved ? 'as the overlay says' : 'nothing',
          range(own.map(({ pods }) => pods)),
          range(empty.map(({ node_pss }) => node_pss)),
          range(full.map(({ node_pss }) => node_pss)),
          range(full.map(({ pods_pss }) => pods_pss)),
          range(full.map(({ working_set }) => working_set)),
          [...new Set(own.map(({ because }) => because.replace(/ \(\d+\)$/, '')))].join('; '),
        ].join(' | '),
      ];
    }),
  );
  return [
    '| contender | memory reserved | pods | node without pods, MiB | node with them | pods, MiB | working set | why not one more |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
};
