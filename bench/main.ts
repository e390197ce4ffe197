/** `npm run bench`: measures the contenders installed on this machine. `npm run bench -- --help` has examples. */
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { createRandom } from '../curation/verdicts/random.js';
import { samplesSchema } from '../curation/verdicts/recorded-run.js';
import { searchPath } from '../lib/programs.js';
import { createRun, mergeRuns, type Run } from './bench-run.js';
import { defaultNode, type Node } from './capacity/capacity-plan.js';
import { parseNode } from './capacity/node-size.js';
import type { Contender } from './contender.js';
import { allContenders } from './contenders/index.js';
import { type Context, fullEffort, type Measurement, quickEffort } from './context.js';
import { allMeasurements } from './measurements/index.js';
import { available, homesIn, warmUp } from './prepare.js';
import { Progress } from './progress.js';
import { requireCommitted, requireQuiet } from './recording/record-run.js';
import { readRecorded } from './recording/recorded-runs.js';
import { capacitySection } from './report/capacity-section.js';
import { toMarkdown } from './report/markdown-report.js';
import { report } from './report/print-report.js';
import { startCleaner } from './workspace/cleaner.js';
import { exitOnSignals } from './workspace/interrupt.js';
import { busyShare } from './workspace/other-work.js';
import { Workspace } from './workspace/workspace.js';

interface Options {
  readonly quick?: true;
  readonly json?: true;
  readonly list?: true;
  readonly only?: readonly string[];
  readonly machine?: string;
  readonly seed: number;
  readonly from?: string;
  readonly record?: true;
}

interface CapacityOptions {
  readonly from?: readonly string[];
  readonly apps: number;
  readonly rate: number;
  readonly idleShare: number;
  readonly node: Node;
  readonly pods: number;
}

const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).join(', ');

const program = new Command('npm run bench --')
  .description('Measures cold start, density, size, throughput and cost, and judges every claim.')
  .option('--quick', 'take fewer samples, in under two minutes; do not cite the results')
  .option('--only <names...>', 'measure only these contenders and measurements')
  .option('--list', 'list what would be measured and what is missing, then exit')
  .option('--machine <name>', 'a name for this machine; the CPU by default')
  .option('--seed <number>', 'the seed for the order of contenders', Number, 1)
  .option('--from <samples.json>', 'report on the samples of an earlier run')
  .addOption(
    new Option(
      '--record',
      'record the run in data/measurements, which the verdicts on claims are based on',
    ).conflicts('quick'),
  )
  .option('--json', 'print the samples as JSON')
  .addHelpText(
    'after',
    `
Contenders:   ${ids(allContenders)}
Measurements: ${ids(allMeasurements)}

Examples:
  npm run bench                                  everything, in under ten minutes
  npm run bench -- --quick
  npm run bench -- --list
  npm run bench -- --only spin container process-start
  npm run bench -- --only requests spin spin-bare spin-raw
                                                 four minutes; requests-at-size and kept-memory also only where named
  npm run bench -- --record
  npm run bench -- --from dist/bench/<run>/samples.json

Dropping the page cache, containers and cgroups require root; without it they are skipped, and the report says so.
Component files are tested on every version of spin, wasmtime and wash on the PATH.
The report is written to dist/bench/<run>/: report.html, summary.md, samples.json.`,
  );

const positive = (text: string): number => {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('Expected a number greater than 0.');
};

const shareOf = (text: string): number => {
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
};

const nodeOf = (text: string): Node => {
  const node = parseNode(text);
  if (node) return node;
  throw new InvalidArgumentError('Expected cores and memory, such as 4cpu,16GiB or 1cpu,512MiB.');
};

const main = async (options: Options): Promise<void> => {
  if (options.from) return report(readRun(options.from), options);
  const contenders = chosen(allContenders, options);
  const measurements = chosen(allMeasurements, options);
  const { present, absent } = available(contenders);
  for (const { contender, because } of absent) {
    process.stderr.write(`Skipping ${contender.title}: ${because}\n`);
  }
  if (options.list) {
    console.log(`Contenders: ${ids(present)}\nMeasurements: ${ids(measurements)}`);
    return;
  }
  if (present.length === 0)
    throw new Error('No contender can run here. Install one of those listed above.');

  const run = createRun(present, options.machine, await busyShare());
  if (options.record) {
    requireCommitted(run);
    requireQuiet(run);
  }
  for (const { contender, because } of absent) run.skipped.push({ what: contender.title, because });
  for (const { title, notQuick } of options.only ? [] : [...allContenders, ...allMeasurements]) {
    if (!options.quick || !notQuick) continue;
    run.skipped.push({ what: title, because: 'Takes too long for --quick. Run without it.' });
  }
  await measure(run, present, measurements, options);
  report(run, options);
};

/** @returns the items that are named, or if none is, all except those that must be named or take long. */
const chosen = <Item extends Pick<Contender & Measurement, 'id' | 'onlyNamed' | 'notQuick'>>(
  all: readonly Item[],
  { only: names = [], quick }: Options,
): readonly Item[] => {
  const known = [...allContenders, ...allMeasurements].map(({ id }) => id);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown)
    throw new Error(
      `Unknown contender or measurement "${unknown}". Expected one of: ${known.join(', ')}`,
    );
  const named = all.filter(({ id }) => names.includes(id));
  if (named.length > 0) return named;
  return all.filter(({ onlyNamed, notQuick }) => !onlyNamed && !(quick && notQuick));
};

const measure = async (
  run: Run,
  contenders: readonly Contender[],
  measurements: readonly Measurement[],
  { quick, seed }: Options,
): Promise<void> => {
  const workspace = Workspace.create();
  const cleaner = startCleaner(workspace);
  const progress = new Progress();
  exitOnSignals(workspace, progress, cleaner);
  try {
    progress.expect(contenders.length);
    const context: Context = await warmUp({
      contenders,
      workspace,
      run,
      effort: quick ? quickEffort : fullEffort,
      random: createRandom(seed),
      step: (text) => progress.step(text),
      homeOf: homesIn(workspace),
    });
    progress.expect(measurements.reduce((sum, { steps }) => sum + steps(context), 0));
    for (const measurement of measurements) await measurement.run(context);
  } finally {
    progress.end();
    await cleaner.finish();
  }
};

const readRun = (file: string): Run => ({
  ...samplesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))),
  skipped: [],
});

// Programs that .ci installs count as installed.
process.env.PATH = searchPath();

program.action(main);
program
  // Both commands have an option --from.
  .enablePositionalOptions()
  .command('capacity')
  .description('Estimates the number of nodes that apps need, from the samples of earlier runs.')
  .option(
    '--from <samples.json...>',
    'samples of processes and pods from one machine; all recorded runs by default',
  )
  .requiredOption('--apps <number>', 'the number of apps', positive)
  .requiredOption('--rate <number>', 'requests per second to all apps together', positive)
  .option('--idle-share <share>', 'the share of apps without requests', shareOf, 0)
  .option('--node <size>', 'cores and memory of a node', nodeOf, defaultNode)
  .option('--pods <number>', 'maximum pods per node', positive, defaultNode.pods)
  .addHelpText(
    'after',
    `
Examples:
  npm run bench -- capacity --apps 1000000 --rate 10000
  npm run bench -- capacity --apps 500 --rate 20 --idle-share 0.9 --node 4cpu,16GiB
  npm run bench -- capacity --apps 20 --rate 1 --node 1cpu,512MiB --from dist/bench/<run>/samples.json`,
  )
  .action(({ from, apps, rate, idleShare, node: size, pods }: CapacityOptions) => {
    const node = { ...size, pods };
    const run = mergeRuns(from ? from.map(readRun) : readRecorded().map(({ samples }) => samples));
    const section = capacitySection(run, [{ apps, rate, idleShare }], node);
    if (section.figures.length === 0) {
      throw new Error('Not enough samples of memory and load. Run: npm run bench');
    }
    console.log(toMarkdown({ ...run, skipped: [] }, [section]));
  });

await program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
