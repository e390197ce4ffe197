import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { allRuntimes } from '../../harness/index.js';
import type { RunningServer, Runtime } from '../../harness/runtime.js';
import { runSuite } from '../../harness/suite.js';
import type { Installed } from '../../lib/programs.js';
import { type Context, type Effort, type Measurement, record, skip } from '../context.js';
import { importedInterfaces } from '../surface/component-imports.js';
import { runVariable } from '../workspace/workspace.js';

/** An installed version of an environment. */
interface Place extends Installed {
  readonly environment: Runtime;
  /** Whether it is the first version on the search path. */
  readonly isFirst: boolean;
}

/** A file in one version of an environment; a contender of the run. */
interface Trial extends Place {
  readonly id: string;
  readonly name: string;
  readonly file: string;
}

/** The failed tests, or the interfaces that the environment lacks. */
type Outcome =
  | { readonly passed: number; readonly failed: readonly string[] }
  | { readonly lacks: readonly string[] };

/**
 * Runs the same end-to-end tests on each component file in each environment: 1 if all pass, else 0. An environment
 * that lacks an imported interface is recorded under the condition `lacks`, which the rule does not count.
 */
export const createTestsPassed = (
  environments: readonly Runtime[],
  files: readonly string[],
): Measurement => ({
  id: 'tests-passed',
  title: 'Portability',
  kinds: [
    { measurement: 'tests-passed', conditions: {} },
    { measurement: 'tests-passed', conditions: { lacks: 'any' } },
    { measurement: 'tests-failed', conditions: {} },
  ],
  steps: ({ effort }) => trialsOf(placesIn(environments), files).filter(fitsEffort(effort)).length,
  run: async (context) => {
    const { run, step, effort } = context;
    for (const { name, remedy, installed } of environments) {
      if (installed().length === 0) skip(run, `Tests in ${name}`, `Not installed. ${remedy}`);
    }
    const trials = trialsOf(placesIn(environments), files);
    for (const { name } of trials.filter((trial) => !fitsEffort(effort)(trial))) {
      skip(run, `Tests of ${name}`, 'Takes too long for --quick. Run without it.');
    }
    for (const file of files) {
      if (existsSync(file)) run.versions[idOf(file)] = `sha256:${digestOf(file)}`;
      else skip(run, `Tests of ${file}`, 'The file does not exist. Run: npm run build');
    }
    for (const trial of trials.filter(fitsEffort(effort))) {
      step(`End-to-end tests: ${trial.name}`);
      run.contenders.push({ id: trial.id, name: trial.name });
      recordOutcome(trial, await runTrial(trial, context), context);
    }
  },
});

export const testsPassed = createTestsPassed(
  allRuntimes.filter(({ servesComponents }) => servesComponents),
  ['dist/takeaways.wasm', 'dist/takeaways-quickjs.wasm', 'dist/takeaways-wasi.wasm'],
);

const placesIn = (environments: readonly Runtime[]): Place[] =>
  environments.flatMap((environment) =>
    environment.installed().map((one, n) => ({ ...one, environment, isFirst: n === 0 })),
  );

/** The brief suite skips slow environments, all versions except the first, and files made for other environments. */
const fitsEffort =
  ({ suite }: Effort) =>
  ({ environment, isFirst, file }: Trial): boolean =>
    suite !== 'brief' ||
    (isFirst && !environment.isSlow && environment.services.some((made) => made.file === file));

const trialsOf = (places: readonly Place[], files: readonly string[]): Trial[] =>
  files.filter(existsSync).flatMap((file) =>
    places.map((place) => ({
      ...place,
      id: `${idOf(file)}-on-${idOfVersion(place.environment, place.version)}`,
      name: `${basename(file)} on ${place.environment.name} ${place.version}`,
      file,
    })),
  );

const idOf = (file: string): string => basename(file, '.wasm');

const idOfVersion = ({ id }: Runtime, version: Installed['version']): string =>
  `${id}-${version
    .toLowerCase()
    .match(/[a-z0-9]+/g)
    ?.join('-')}`;

const digestOf = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex');

const runTrial = async (trial: Trial, { workspace, effort }: Context): Promise<Outcome> => {
  const { environment, program, file } = trial;
  const env = { [runVariable]: workspace.name, XDG_CACHE_HOME: workspace.compileCache };
  let server: RunningServer;
  try {
    server = await environment.start({
      program,
      component: file,
      newDirectory: () => workspace.newDirectory(),
      env,
    });
  } catch (error) {
    const said = messageOf(error);
    const lacks = missingImports(said, await importedInterfaces(file));
    return lacks.length > 0 ? { lacks } : { passed: 0, failed: [said] };
  }
  try {
    const directory = workspace.newDirectory();
    return await runSuite(effort.suite, server.url, undefined, [], { directory, env });
  } catch (error) {
    return { passed: 0, failed: [messageOf(error)] };
  } finally {
    await server.stop();
  }
};

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** @returns the imports that an error message reports as missing, with or without version. Any other error is a failure. */
const missingImports = (refusal: string, imports: readonly string[]): string[] => {
  const sentences = refusal.match(/\bcomponent imports\b.*\bnot\b/g) ?? [];
  const words = new Set(sentences.flatMap((sentence) => sentence.split(/[\s,`]+/)));
  return imports.filter((name) => words.has(name) || words.has(name.replace(/@.*/, '')));
};

const recordOutcome = ({ id, name }: Trial, outcome: Outcome, { run }: Context): void => {
  const series = { contender: id, measurement: 'tests-passed' } as const;
  if ('lacks' in outcome) {
    const { lacks } = outcome;
    for (const lacked of lacks) {
      record(run, { ...series, conditions: { lacks: lacked }, samples: [0] });
    }
    skip(run, name, `The environment lacks ${lacks.join(', ')}, which the file imports.`);
    return;
  }
  const { passed, failed } = outcome;
  const isPassed = failed.length === 0 && passed > 0;
  record(run, { ...series, conditions: {}, samples: [isPassed ? 1 : 0] });
  record(run, { ...series, measurement: 'tests-failed', conditions: {}, samples: [failed.length] });
  if (isPassed) return;
  const [first = 'no tests ran'] = failed[0]?.split('\n', 1) ?? [];
  skip(
    run,
    `Success of ${name}`,
    `${failed.length} of ${passed + failed.length} tests failed; the first: ${first}`,
  );
};
