/** `npm run runtimes`: runs the end-to-end tests on every runtime that is there, and prints a table. */
import { existsSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { versionsOnPath } from '../harness/environments/installed.js';
import { HostProcess } from '../harness/local-host.js';
import { ContainerServer } from '../harness/node.js';
import { token } from '../harness/publishing.js';
import { SpinProcess } from '../harness/spin.js';
import { runSuite, type Suite } from '../harness/suite.js';
import { WasmcloudProcess, wasmcloudLacks, wasmcloudVersion } from '../harness/wasmcloud.js';
import { WasmtimeProcess, wasmtimeLacks, wasmtimeVersion } from '../harness/wasmtime.js';
import { readVersion } from '../lib/package.js';

interface Server {
  readonly url: string;
  stop(): Promise<unknown>;
}

interface Runtime {
  readonly name: string;
  /** Undefined where the runtime is absent. */
  readonly version: string | undefined;
  /** How to add it where it is absent. */
  readonly remedy: string;
  /** What it runs. */
  readonly file: string;
  readonly suites: readonly Suite[];
  /** How the names begin of tests that it cannot pass. */
  readonly except: readonly string[];
  readonly differences: string;
  /** @returns when it serves, with a store of its own and `token`. */
  start(): Promise<Server>;
}

const spins = versionsOnPath('spin');
const everySpin = spins.length > 0 ? spins : [{ program: 'spin', version: undefined }];

const runtimes: readonly Runtime[] = [
  {
    name: 'Local host',
    version: `${readVersion()} on Node ${process.versions.node}`,
    remedy: 'npm run build',
    file: 'dist/takeaways.wasm',
    suites: ['e2e', 'publishing'],
    except: [],
    differences: 'SQLite, in the format of Spin',
    start: () => HostProcess.start({ args: ['--variable', `publish_token=${token}`] }),
  },
  ...everySpin.map(
    ({ program, version }): Runtime => ({
      name: 'Spin',
      version,
      remedy: 'https://spinframework.dev/install',
      file: 'dist/takeaways.wasm',
      suites: ['e2e', 'publishing'],
      except: [],
      differences: 'answers 500 by itself to headers beyond ASCII',
      start: () =>
        SpinProcess.start({
          program,
          args: ['--quiet', '--variable', `publish_token=${token}`],
        }),
    }),
  ),
  {
    name: 'wasmtime serve',
    version: wasmtimeVersion?.split(' ')[1],
    remedy: '.ci/install-wasmtime',
    file: 'dist/takeaways-wasi.wasm',
    suites: ['e2e'],
    except: Object.keys(wasmtimeLacks),
    differences: 'a store of its own for every request: publishing does not last',
    start: () => WasmtimeProcess.start(),
  },
  {
    name: 'wasmCloud',
    version: wasmcloudVersion?.split(' ')[1],
    remedy: 'https://wasmcloud.com/docs/installation',
    file: 'dist/takeaways-wasi.wasm',
    suites: ['e2e', 'publishing'],
    except: Object.keys(wasmcloudLacks),
    differences: 'a store in memory or Redis, with keys of its own; compiles at every start',
    start: () => WasmcloudProcess.start({ publishToken: token }),
  },
  {
    name: 'Node container',
    version: existsSync('dist/container/server.js') ? `Node ${process.versions.node}` : undefined,
    remedy: 'npm run build:container -- --server',
    file: 'dist/container/server.js',
    suites: ['e2e', 'publishing'],
    except: [],
    differences: 'the same app without Wasm; SQLite or Redis',
    start: () => ContainerServer.start({ env: { TAKEAWAYS_PUBLISH_TOKEN: token } }),
  },
];

/** What became of the tests on a runtime. */
interface Row {
  readonly runtime: string;
  readonly version: string;
  readonly file: string;
  readonly bytes: number;
  readonly passed: number;
  readonly skipped: readonly string[];
  readonly failed: readonly string[];
  readonly differences: string;
}

const command = new Command('npm run runtimes --')
  .description(
    'Starts the service on every runtime that is on this machine, runs the end-to-end tests against it, and prints a Markdown table. Ends with 1 where a test fails. Takes minutes.',
  )
  .option('--json', 'print an object instead, with the names of tests that were skipped or failed')
  .addHelpText(
    'after',
    `
Examples:
  npm run --silent runtimes
  npm run --silent runtimes -- --json | jq '.runtimes[] | [.runtime, .failed]'`,
  );

const main = async () => {
  const { json } = command.parse().opts<{ json?: true }>();
  const absent = runtimes.filter(({ version }) => version === undefined);
  const rows: Row[] = [];
  for (const runtime of runtimes) {
    if (!absent.includes(runtime)) rows.push(await tryOut(runtime));
  }
  if (json) {
    const named = absent.map(({ name, remedy }) => ({ runtime: name, remedy }));
    console.log(JSON.stringify({ runtimes: rows, absent: named }, null, 2));
  } else {
    console.log(describeRows(rows));
    for (const { name, remedy } of absent)
      console.log(`\n${name} is not there. To add it: ${remedy}`);
  }
  if (rows.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
};

const tryOut = async (runtime: Runtime): Promise<Row> => {
  const { name, version = '', file, except, differences } = runtime;
  console.error(`Testing ${name} ${version} …`);
  const server = await runtime.start();
  try {
    const results = [];
    for (const suite of runtime.suites) {
      results.push(await runSuite(suite, server.url, token, except));
    }
    return {
      runtime: name,
      version,
      file,
      bytes: statSync(file).size,
      passed: results.reduce((sum, { passed }) => sum + passed, 0),
      skipped: results.flatMap(({ skipped }) => skipped),
      failed: results.flatMap(({ failed }) => failed),
      differences,
    };
  } finally {
    await server.stop();
  }
};

const describeRows = (rows: readonly Row[]): string =>
  [
    '| runtime | version | runs | tests passed | skipped | failed | what is different |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ runtime, version, file, bytes, passed, skipped, failed, differences }) => {
      const size = `\`${file}\`, ${(bytes / 1e6).toFixed(1)} MB`;
      return `| ${runtime} | ${version} | ${size} | ${passed} | ${skipped.length} | ${failed.length} | ${differences} |`;
    }),
  ].join('\n');

await main();
