/** `npm run bench:k8s`: measures pods on Spin and Node in the cluster of the current context. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { CoreV1Api, KubeConfig, VersionApi } from '@kubernetes/client-node';
import { Command } from 'commander';
import { createRandom } from '../../curation/verdicts/random.js';
import { missingImage } from '../../harness/kubelet-node/images.js';
import { missingForSpin, type Node, startNode } from '../../harness/kubelet-node/kubelet-node.js';
import { missingForMemoryLimit } from '../../harness/kubelet-node/memory-limit.js';
import { findProgram, searchPath } from '../../lib/programs.js';
import { createRun, type Run } from '../bench-run.js';
import { Progress } from '../progress.js';
import { report } from '../report/print-report.js';
import { clusterFile } from '../workspace/clean-up.js';
import { startCleaner } from '../workspace/cleaner.js';
import { exitOnSignals } from '../workspace/interrupt.js';
import { busyShare } from '../workspace/other-work.js';
import { Workspace } from '../workspace/workspace.js';
import {
  container,
  onOwnNode,
  type PodContender,
  services,
  spin,
  spinQuickJs,
} from './contenders.js';
import { Deployment } from './deployment.js';
import { measureScale, measureStarts, type PodEffort } from './measure-pods.js';
import { measurePodAnatomy } from './pod-anatomy.js';
import { describeFillings, measureSmallNodes } from './small-node.js';

interface Options {
  readonly quick?: true;
  readonly json?: true;
  readonly record?: true;
  readonly machine?: string;
  readonly node?: true;
  readonly memory?: number;
  readonly addresses?: string;
  readonly limit: number;
  readonly spinImage?: string;
  readonly spinQuickjsImage?: string;
  readonly containerImage?: string;
}

/** In a cluster that runs already, the image of a contender can be replaced. */
const imageOptions: Readonly<Record<string, 'spinImage' | 'spinQuickjsImage' | 'containerImage'>> =
  {
    [spin.id]: 'spinImage',
    [spinQuickJs.id]: 'spinQuickjsImage',
    [container.id]: 'containerImage',
  };

const options = new Command('npm run bench:k8s --')
  .description(
    'Measures pods in the cluster of the current context: the time from creation to the first response, and the\nmemory of N pods. Creates namespaces and deletes them at the end, even if interrupted.',
  )
  .option('--limit <pods>', 'the maximum number of pods', Number, 10)
  .option('--spin-image <image>', 'replaces the image of k8s/overlays/bench-spin')
  .option('--spin-quickjs-image <image>', 'replaces the image of k8s/overlays/bench-spin-quickjs')
  .option('--container-image <image>', 'replaces the image of k8s/overlays/bench-container')
  .option(
    '--addresses <directory>',
    'on the node, where the CNI plugin stores pod addresses (host-local: /var/lib/cni/networks/<name>);\npods are then polled as soon as they have one, up to a second before the kubelet reports it',
  )
  .option(
    '--node',
    'start a node on this machine and measure there, instead of in the cluster of the current context\n(Linux, root; see k8s/README.md); adds the anatomy of a start',
  )
  .option(
    '--memory <MiB>',
    'with --node: instead, how many pods fit on a node whose kubelet, containerd and pods may use so much memory\ntogether, one more at a time',
    Number,
  )
  .option('--machine <name>', 'a name for the node')
  .option('--quick', 'take fewer samples, in under two minutes; do not cite the results')
  .option('--record', 'record the run in data/measurements')
  .option('--json', 'print the samples as JSON')
  .addHelpText(
    'after',
    `
The cluster needs the SpinKube operator, the shim and both images. Memory is measured only if the pods run on this
machine and this command runs as root.

It takes nine minutes, and two and a half more where Rust is installed, which it compares with.

Examples:
  npm run bench:k8s
  npm run bench:k8s -- --node --quick
  npm run bench:k8s -- --node --memory 512
  npm run bench:k8s -- --limit 50
  npm run bench:k8s -- --spin-image registry.example/takeaways:1.0.0 --spin-quickjs-image registry.example/takeaways-quickjs:1.0.0 --container-image registry.example/takeaways-node:1.0.0`,
  )
  .parse()
  .opts<Options>();

const main = async (): Promise<void> => {
  if (options.memory !== undefined) return fillNodes(options.memory);
  // Before the node starts, which is work of this run's own.
  const otherWork = await busyShare();
  const contenders = options.node ? onOwnNode() : services;
  const node = options.node ? await startLoadedNode(contenders) : undefined;
  try {
    await runOn(node, contenders, otherWork);
  } finally {
    await node?.stop();
  }
};

/** A node is filled for itself, and ends with this process: nothing else is to be cleaned up. */
const fillNodes = async (mebibytes: number): Promise<void> => {
  if (!options.node || !(mebibytes > 0)) {
    throw new Error('--memory is for a node that this starts: --node --memory 512, for example.');
  }
  const result = await measureSmallNodes(services, {
    mebibytes,
    rounds: options.quick ? 1 : 3,
    start: () => startLoadedNode(services, mebibytes),
    versions: nodeVersions,
    step: (text) => process.stderr.write(`${text}\n`),
  });
  if (options.json) console.log(JSON.stringify(result, undefined, 2));
  else console.log(describeFillings(services, result.fillings));
};

/** @returns a node whose registry has the image of every contender */
const startLoadedNode = async (
  contenders: readonly PodContender[],
  mebibytes?: number,
): Promise<Node> => {
  const missing = [
    ...missingForSpin,
    ...missingImage,
    ...(mebibytes === undefined ? [] : missingForMemoryLimit),
  ];
  if (missing.length > 0) throw new Error(`For the pods, get: ${missing.join(', ')}`);
  const node = await startNode(mebibytes);
  // kubectl and the process that cleans up find the cluster there.
  process.env.KUBECONFIG = node.kubeconfig;
  for (const contender of contenders) await contender.push(node);
  return node;
};

const runOn = async (
  node: Node | undefined,
  contenders: readonly PodContender[],
  otherWork: number,
): Promise<void> => {
  const cluster = new KubeConfig();
  cluster.loadFromDefault();
  const { gitVersion } = await cluster
    .makeApiClient(VersionApi)
    .getCode()
    .catch((error: Error) => {
      throw new Error(
        `Cannot reach the cluster of the context "${cluster.getCurrentContext()}": ${error.message}\nCheck kubectl config get-contexts, or create a cluster: npm run cluster:up`,
      );
    });
  const described = createRun([], options.machine, otherWork);
  const run: Run = {
    ...described,
    versions: { ...described.versions, kubernetes: gitVersion, ...(await nodeVersions(cluster)) },
    contenders: contenders.map(({ id, title }) => ({ id, name: title })),
  };
  await measure(cluster, run, contenders, node);
  report(run, options);
};

/** @returns the versions of what runs pods on the nodes, and of what is installed beside this command. */
const nodeVersions = async (cluster: KubeConfig): Promise<Record<string, string>> => {
  const { items } = await cluster.makeApiClient(CoreV1Api).listNode();
  const { containerRuntimeVersion = '', kernelVersion = '' } = items[0]?.status?.nodeInfo ?? {};
  const installed = (['containerd-shim-spin-v2', 'runc', 'spin'] as const).flatMap((name) => {
    const program = findProgram(name);
    if (!program) return [];
    const { stdout, stderr } = spawnSync(
      program,
      [name === 'containerd-shim-spin-v2' ? '-v' : '--version'],
      {
        encoding: 'utf8',
      },
    );
    const said = `${stdout}${stderr}`.trim().replace(/\s+/g, ' ').slice(0, 120);
    return said ? [[name, said] as const] : [];
  });
  return {
    'container-runtime': containerRuntimeVersion.slice(0, 120) || 'unknown',
    'node-kernel': kernelVersion.slice(0, 120) || 'unknown',
    ...Object.fromEntries(installed),
  };
};

const measure = async (
  cluster: KubeConfig,
  run: Run,
  contenders: readonly PodContender[],
  node: Node | undefined,
): Promise<void> => {
  const workspace = Workspace.create();
  const mark = { context: cluster.getCurrentContext(), run: run.id };
  writeFileSync(clusterFile(workspace), JSON.stringify(mark));
  const cleaner = startCleaner(workspace);
  const progress = new Progress();
  exitOnSignals(workspace, progress, cleaner);
  const effort = effortFor(options);
  try {
    const dissections = node?.tracing ? effort.dissections : 0;
    progress.expect(effort.starts + 1 + contenders.length * (1 + effort.pods.length + dissections));
    const deployments = new Map<string, Deployment>();
    for (const contender of contenders) {
      const { id, title, overlay } = contender;
      progress.step(`Deploying: ${title}`);
      const option = imageOptions[id];
      const image = option && options[option];
      const deployment = await Deployment.create(
        { directory: overlay, expected: await contender.expected(), ...(image ? { image } : {}) },
        cluster,
        run.id,
        () => workspace.requireOpen(),
      );
      deployments.set(id, deployment);
    }
    const addresses = options.addresses ?? node?.addresses;
    const context = {
      cluster,
      deployments,
      run,
      effort,
      random: createRandom(1),
      ...(addresses ? { addresses } : {}),
      ...(node ? { node } : {}),
      step: (text: string) => progress.step(text),
    };
    await measureStarts(context);
    await measurePodAnatomy(context);
    await measureScale(context);
    if (!run.series.some(({ measurement }) => measurement === 'memory')) {
      const because = 'The pods run on another machine. Run this command on their node, as root.';
      run.skipped.push({ what: 'Memory of pods', because });
    }
  } finally {
    progress.end();
    await cleaner.finish();
  }
};

/** @returns up to so many numbers of pods, evenly spaced */
const numbersUpTo = (limit: number, steps: number): number[] =>
  Array.from({ length: Math.min(limit, steps) }, (_, n) =>
    Math.round(((n + 1) * limit) / Math.min(limit, steps)),
  );

const effortFor = ({ quick, limit }: Options): PodEffort =>
  quick
    ? { starts: 1, dissections: 1, pods: numbersUpTo(Math.min(limit, 4), 2), burst: 10 }
    : { starts: 30, dissections: 10, pods: numbersUpTo(limit, 10), burst: 100 };

// Programs that .ci installs count as installed.
process.env.PATH = searchPath();

await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
