/**
 * `npm run bench:host`: measures the local host with the built component, and prints a table, or raw samples with
 * --json. --quick takes fewer samples, --requests measures only single requests.
 */
import { execFileSync } from 'node:child_process';
import { on } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setInterval, setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import autocannon from 'autocannon';
import { percentile, slope } from '../curation/verdicts/statistics.js';
import { HostProcess } from '../harness/local-host.js';
import type { FromWorker, ToWorker, WorkerSetup } from '../hosts/local/guest/protocol.js';
import { compileModules } from '../hosts/local/guest/start-component.js';
import { transpileComponent } from '../hosts/local/guest/transpile.js';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { describeMachine } from './recording/machine.js';

const { json, quick, requests } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    requests: { type: 'boolean' },
  },
}).values;

const effort = quick
  ? { starts: 5, instances: 100, requests: 200, seconds: 3, memoryRequests: 2000 }
  : { starts: 20, instances: 500, requests: 1000, seconds: 10, memoryRequests: 20_000 };

const path = '/v1/takeaways';
const warmUpRequests = 300;
const loadConnections = 16;
const agent = new Agent({ keepAlive: true });

interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
  /** The value compared with the goal. */
  readonly value: number;
  readonly goal: number;
  readonly better: 'lower' | 'higher';
}

const seed = async (stateDir: string): Promise<void> => {
  const host = await HostProcess.start({ stateDir });
  await expectOk(host.url);
  await host.stop();
};

/** From process creation to the end of the first response, with a fresh process per sample. */
const measureStart = async (name: string, stateDir: () => string): Promise<Measurement> => {
  progress(name);
  const samples: number[] = [];
  for (let n = 0; n < effort.starts; n++) {
    const directory = stateDir();
    const started = performance.now();
    const host = await HostProcess.start({ stateDir: directory, discardLog: true });
    await expectOk(host.url);
    samples.push(performance.now() - started);
    await host.stop('SIGKILL');
  }
  return lowerIsBetter(name, 'ms', samples, 500);
};

/** The host's worker reports how long each preparation took. */
const measurePreparation = async (): Promise<Measurement> => {
  const name = 'preparing an instance';
  progress(name);
  const component = await transpileComponent('dist/takeaways.wasm');
  const setup: WorkerSetup = {
    entry: pathToFileURL(join(component.directory, component.entry)).href,
    imports: component.imports,
    grants: { stores: ['default'], variables: { log_level: 'info' } },
    stateDir: seeded,
  };
  const worker = new Worker('./dist/hosts/local/worker.js', { workerData: setup, execArgv: [] });
  const send = (message: ToWorker) => worker.postMessage(message);
  send({ kind: 'modules', modules: await compileModules(component) });
  const samples: number[] = [];
  for await (const [message] of on(worker, 'message') as AsyncIterable<[FromWorker]>) {
    if (message.kind !== 'ready') continue;
    samples.push(message.took);
    if (samples.length === effort.instances) break;
    send({
      kind: 'request',
      request: {
        method: 'GET',
        pathWithQuery: path,
        authority: 'localhost',
        headers: [],
        body: new Uint8Array(),
      },
      inFlight: new Int32Array(new SharedArrayBuffer(4)),
    });
  }
  await worker.terminate();
  return lowerIsBetter(name, 'ms', samples, 5);
};

/** Sequential requests on one connection, with a pause before each: an idle processor answers later. */
const measureLatency = async (pauseMs: number, goal: number): Promise<Measurement> => {
  const name = `GET ${path}, one connection, ${pauseMs > 0 ? `${pauseMs} ms apart` : 'back to back'}`;
  progress(name);
  const host = await HostProcess.start({ stateDir: seeded, discardLog: true });
  const samples: number[] = [];
  const count = pauseMs > 0 ? effort.requests / 5 : effort.requests;
  for (let n = 0; n < warmUpRequests + count; n++) {
    const isWarm = n >= warmUpRequests;
    if (isWarm && pauseMs > 0) await setTimeout(pauseMs);
    const started = performance.now();
    await expectOk(host.url);
    if (isWarm) samples.push(performance.now() - started);
  }
  await host.stop();
  return lowerIsBetter(name, 'ms', samples, goal);
};

/** The load generator is this process, on the same cores. */
const measureThroughput = async (): Promise<Measurement> => {
  const name = `GET ${path}, ${loadConnections} connections`;
  progress(name);
  const host = await HostProcess.start({ stateDir: seeded, discardLog: true });
  await load(host, { duration: Math.ceil(effort.seconds / 3) });
  const samples: number[] = [];
  for (let run = 0; run < 3; run++) {
    samples.push((await load(host, { duration: effort.seconds })).requests.average);
  }
  await host.stop();
  const value = percentile(samples, 0.5);
  return { name, unit: 'requests/s', samples, value, goal: 200, better: 'higher' };
};

/** Extrapolates the memory growth after the first quarter of the run. */
const measureMemory = async (): Promise<Measurement> => {
  const name = `memory gained over ${effort.memoryRequests} requests`;
  progress(name);
  const host = await HostProcess.start({ stateDir: seeded, discardLog: true });
  const finished = new AbortController();
  const sampling = sampleMemory(host.pid, finished.signal);
  const started = performance.now();
  await load(host, { amount: effort.memoryRequests });
  const duration = performance.now() - started;
  finished.abort();
  const points = await sampling;
  await host.stop();
  const settled = points.slice(Math.floor(points.length / 4));
  const value = slope(settled) * duration;
  progress(
    `  ${percentile(
      points.map(([, mebibytes]) => mebibytes),
      0.5,
    ).toFixed(0)} MiB in the median`,
  );
  const samples = points.map(([, mebibytes]) => mebibytes);
  return { name, unit: 'MiB', samples, value, goal: 20, better: 'lower' };
};

const load = async (
  host: HostProcess,
  amount: { duration: number } | { amount: number },
): Promise<autocannon.Result> => {
  const result = await autocannon({
    url: host.url + path,
    connections: loadConnections,
    ...amount,
  });
  const failed = result.errors + result.non2xx;
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests failed`);
  return result;
};

/** @returns pairs of milliseconds since the start and resident set size in MiB. */
const sampleMemory = async (
  pid: number | undefined,
  signal: AbortSignal,
): Promise<(readonly [number, number])[]> => {
  const points: (readonly [number, number])[] = [];
  const started = performance.now();
  try {
    for await (const _ of setInterval(500, undefined, { signal })) {
      const kibibytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]));
      points.push([performance.now() - started, kibibytes / 1024]);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return points;
};

const expectOk = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url + path, { agent }, (response) => {
      response.resume();
      if (response.statusCode !== 200) reject(new Error(`${url}${path}: ${response.statusCode}`));
      response.once('end', resolve);
    }).once('error', reject);
  });

const lowerIsBetter = (
  name: string,
  unit: string,
  samples: readonly number[],
  goal: number,
): Measurement => ({ name, unit, samples, value: percentile(samples, 0.5), goal, better: 'lower' });

const progress = (text: string): void => {
  process.stderr.write(`${text} …\n`);
};

const printTable = (results: readonly Measurement[]): void => {
  const { cpu, cores, node } = describeMachine();
  console.log(`${cpu}, ${cores} cores, Node ${node}\n`);
  const rows = results.map(({ name, unit, samples, value, goal, better }) => {
    const met = better === 'lower' ? value <= goal : value >= goal;
    const [p10, p90, p99] = [0.1, 0.9, 0.99].map((share) => percentile(samples, share).toFixed(1));
    return {
      measured: name,
      result: `${value.toFixed(1)} ${unit}`,
      goal: `${better === 'lower' ? '≤' : '≥'} ${goal}`,
      met: met ? 'yes' : 'NO',
      'p10 / p90 / p99': `${p10} / ${p90} / ${p99}`,
      samples: samples.length,
    };
  });
  console.table(rows);
};

const seeded = temporaryDirectory();
await seed(seeded);
const one = [await measureLatency(0, 4), await measureLatency(50, 5)];
const measurements = requests
  ? one
  : [
      await measureStart('process start to first 200, seeded store', () => seeded),
      await measureStart('process start to first 200, empty store', temporaryDirectory),
      await measurePreparation(),
      ...one,
      await measureThroughput(),
      await measureMemory(),
    ];
if (json) console.log(JSON.stringify({ machine: describeMachine(), measurements }));
else printTable(measurements);
