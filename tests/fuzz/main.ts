/** `npm run fuzz`: feeds the service inputs that are bred for covering code not covered before. */
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Command, InvalidArgumentError, Option } from 'commander';
import { build } from 'esbuild';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { coverageVariable } from './coverage.js';
import type { Outcome, Task } from './engine.js';

const folder = 'tests/fuzz';
const outDir = 'dist/fuzz';
/** The longest input, in bytes: more than any rule of the service needs to be broken. */
const maxBytes = 4096;
/** How long one input may take, in milliseconds. */
const timeout = 10_000;
/** How many inputs of each target --keep adds. */
const maxKept = 24;

const targets = readdirSync(join(folder, 'targets')).map((file) => parse(file).name);

const positive = (text: string): number => {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('Expected a positive number, such as 60.');
  return number;
};

const options = new Command('fuzz')
  .description(`Fuzzes ${targets.join(', ')}. Inputs that break something are left in ${outDir}.`)
  .addOption(
    new Option('--seconds <number>', 'how long, for all targets together')
      .argParser(positive)
      .default(60),
  )
  .addOption(new Option('--target <name>', 'fuzz only this one').choices(targets))
  .addOption(
    new Option('--seed <number>', 'of the random choices')
      .argParser(positive)
      .default(Math.ceil(Math.random() * 2 ** 31)),
  )
  .option('--keep', `add the smallest inputs that reached something to ${folder}/corpus`, false)
  .addHelpText(
    'after',
    `
Examples:
  npm run fuzz
  npm run fuzz -- --seconds 3600 --keep
  npm run fuzz -- --target shards --seconds 30 --seed 1`,
  )
  .parse()
  .opts<{ seconds: number; target?: string; seed: number; keep: boolean }>();

const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' } as const;

/** Bundles a target into one module, with and without counters. @returns the one with */
const bundleTarget = async (target: string): Promise<string> => {
  const plain = join(outDir, `${target}.plain.cjs`);
  const entry = join(folder, 'targets', `${target}.ts`);
  await build({ ...common, entryPoints: [entry], outfile: plain, format: 'cjs' });
  const instrumenter = createInstrumenter({ coverageVariable, compact: true, esModules: false });
  const module = join(outDir, `${target}.cjs`);
  writeFileSync(module, instrumenter.instrumentSync(readFileSync(plain, 'utf8'), `${target}.ts`));
  return resolve(module);
};

const engine = join(outDir, 'engine.mjs');
const bundleEngine = () =>
  build({ ...common, entryPoints: [join(folder, 'engine.ts')], outfile: engine, format: 'esm' });

/** Runs the engine in a thread, and watches that no input takes too long. */
const run = async (task: Omit<Task, 'shared'>): Promise<Outcome> => {
  const shared = new SharedArrayBuffer(8 + maxBytes);
  const counters = new Int32Array(shared, 0, 2);
  const worker = new Worker(resolve(engine), { workerData: { ...task, shared } satisfies Task });
  let last = -1;
  let watch: NodeJS.Timeout | undefined;
  const hung = new Promise<Outcome>((tell) => {
    watch = setInterval(() => {
      const runs = Atomics.load(counters, 0);
      if (runs === last && runs > 0) {
        const input = new Uint8Array(new Uint8Array(shared, 8).slice(0, counters[1]));
        const reason = `It takes longer than ${timeout / 1000} s.`;
        tell({ runs, covered: 0, corpus: [], finding: { input, reason } });
      }
      last = runs;
    }, timeout);
  });
  const answered = once(worker, 'message') as Promise<[Outcome]>;
  const outcome = await Promise.race([answered.then(([answer]) => answer), hung]);
  clearInterval(watch);
  await worker.terminate();
  return outcome;
};

/** Copies the smallest inputs that reached something new into the repository. */
const keep = (names: readonly string[], from: string, to: string): void => {
  const held = readdirSync(to).length;
  const fresh = names.filter((name) => existsSync(join(from, name)));
  for (const name of fresh.slice(0, Math.max(0, maxKept - held))) {
    copyFileSync(join(from, name), join(to, name));
  }
};

const main = async (): Promise<void> => {
  const chosen = options.target ? [options.target] : targets;
  const seconds = options.seconds / chosen.length;
  const failed: string[] = [];
  mkdirSync(join(outDir, 'findings'), { recursive: true });
  await bundleEngine();
  for (const target of chosen) {
    const own = join(outDir, 'corpus', target);
    const kept = join(folder, 'corpus', target);
    mkdirSync(own, { recursive: true });
    const { seed } = options;
    const module = await bundleTarget(target);
    const outcome = await run({ module, corpus: [own, kept], seconds, seed, maxBytes });
    const { runs, covered, corpus, finding } = outcome;
    console.log(
      `${target}: ${runs} inputs in ${Math.round(seconds)} s, ${corpus.length} of them reached something new (${covered} counters), seed ${seed}`,
    );
    if (finding) {
      const file = join(outDir, 'findings', target);
      writeFileSync(file, finding.input);
      console.log(`${file} breaks it: ${finding.reason}`);
      failed.push(target);
    } else if (options.keep) keep(corpus, own, kept);
  }
  if (failed.length > 0) {
    throw new Error(
      `Broken: ${failed.join(', ')}. Add the input to ${folder}/corpus once it is mended.`,
    );
  }
};

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
