/** A worker that breeds inputs for one target: those that cover something new have descendants. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createRandom } from '../../curation/verdicts/random.js';
import { createCoverage } from './coverage.js';
import { mutate } from './mutate.js';

/** What the worker is told. */
export interface Task {
  /** The instrumented module, absolute. */
  readonly module: string;
  /** Folders of inputs to begin with; new ones go into the first. */
  readonly corpus: readonly [string, ...string[]];
  readonly seconds: number;
  readonly seed: number;
  readonly maxBytes: number;
  /** The number of inputs tried, then the length and the bytes of the present one. */
  readonly shared: SharedArrayBuffer;
}

/** What it answers. */
export interface Outcome {
  readonly runs: number;
  readonly covered: number;
  /** The names of inputs that covered something when nothing was covered yet, in the first folder or another. */
  readonly corpus: readonly string[];
  /** An input that the target refused, and how. */
  readonly finding?: { readonly input: Uint8Array; readonly reason: string };
}

interface Target {
  readonly fuzz: (data: Buffer) => void | Promise<void>;
}

const { module, corpus, seconds, seed, maxBytes, shared } = workerData as Task;

const nameOf = (input: Buffer): string =>
  createHash('sha256').update(input).digest('hex').slice(0, 16);

/** The texts in the code under test: words that inputs may need. */
const tokensOf = (source: string): Buffer[] => {
  const literals = source.matchAll(/"([^"\\\n]{1,24})"|'([^'\\\n]{1,24})'/g);
  return [...new Set([...literals].map(([, one, other]) => one ?? other ?? ''))].map((text) =>
    Buffer.from(text),
  );
};

const main = async (): Promise<Outcome> => {
  const random = createRandom(seed);
  const { fuzz } = createRequire(module)(module) as Target;
  const tokens = tokensOf(readFileSync(module.replace(/\.cjs$/, '.plain.cjs'), 'utf8'));
  const coverage = createCoverage();
  const counters = new Int32Array(shared, 0, 2);
  const present = new Uint8Array(shared, 8);
  const inputs: Buffer[] = [];
  const names: string[] = [];
  let runs = 0;
  let covered = 0;

  /** @returns how much the input covers that none before did. */
  const run = async (input: Buffer): Promise<number> => {
    present.set(input);
    counters[1] = input.length;
    Atomics.add(counters, 0, 1);
    runs++;
    await fuzz(Buffer.from(input));
    return coverage();
  };
  const breed = async (input: Buffer, save: boolean): Promise<void> => {
    const found = await run(input);
    if (found === 0) return;
    covered += found;
    inputs.push(input);
    names.push(nameOf(input));
    if (save) writeFileSync(join(corpus[0], nameOf(input)), input);
  };

  let input: Buffer = Buffer.alloc(0);
  try {
    // What starts with the first input is not that input's merit.
    await run(input);
    const given = corpus.flatMap((folder) =>
      readdirSync(folder).map((file) => readFileSync(join(folder, file))),
    );
    given.sort((one, other) => one.length - other.length);
    for (const each of given) {
      input = each.subarray(0, maxBytes);
      await breed(input, false);
    }
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      // The latest reach furthest.
      const parent = inputs[Math.floor(inputs.length * random() ** 0.5)] ?? Buffer.alloc(1);
      const other = inputs[Math.floor(inputs.length * random())] ?? parent;
      input = Buffer.from(mutate(parent, { random, tokens, other, maxBytes }));
      await breed(input, true);
    }
    return { runs, covered, corpus: names };
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { runs, covered, corpus: names, finding: { input, reason } };
  }
};

main().then((outcome) => parentPort?.postMessage(outcome));
