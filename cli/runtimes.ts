/** `npm run runtimes`: runs the end-to-end tests on every runtime that is installed, and prints a table. */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { Command } from 'commander';
import { allRuntimes } from '../harness/index.js';
import type { EngineName, Runtime, ServiceFile } from '../harness/runtime.js';
import { runSuite } from '../harness/suite.js';
import type { Installed } from '../lib/programs.js';

/** The tests' outcome on one version of a runtime. */
interface Row {
  readonly runtime: string;
  readonly version: string;
  readonly engine: EngineName;
  readonly file: string;
  readonly bytes: number;
  readonly passed: number;
  readonly skipped: readonly string[];
  readonly failed: readonly string[];
  readonly differences: string;
}

const command = new Command('npm run runtimes --')
  .description(
    'Starts the service on every runtime installed on this machine, runs the end-to-end tests against it, and prints a Markdown table. Exits with 1 if a test fails. Takes minutes.',
  )
  .option(
    '--json',
    'print an object instead, with the names of tests that were skipped or that failed',
  )
  .addHelpText(
    'after',
    `
Examples:
  npm run --silent runtimes
  npm run --silent runtimes -- --json | jq '.runtimes[] | [.runtime, .failed]'`,
  );

const main = async () => {
  const { json } = command.parse().opts<{ json?: true }>();
  const rows: Row[] = [];
  for (const runtime of allRuntimes) {
    for (const installed of runtime.installed()) {
      for (const service of runtime.services) rows.push(await test(runtime, installed, service));
    }
  }
  const absent = allRuntimes
    .filter((runtime) => runtime.installed().length === 0)
    .map(({ name, remedy }) => ({ runtime: name, remedy }));
  if (json) {
    console.log(JSON.stringify({ runtimes: rows, absent }, null, 2));
  } else {
    console.log(tableOf(rows));
    for (const { runtime, remedy } of absent) console.log(`\n${runtime}: not found. ${remedy}`);
  }
  if (rows.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
};

const test = async (
  runtime: Runtime,
  { program, version }: Installed,
  { engine, file }: ServiceFile,
): Promise<Row> => {
  const { name, suites, lacks, differences, servesComponents } = runtime;
  console.error(`Testing ${name} ${version} with ${engine} …`);
  const publishToken = randomUUID();
  const server = await runtime.start({
    program,
    publishToken,
    ...(servesComponents && { component: file }),
  });
  try {
    const results = [];
    for (const suite of suites) {
      results.push(await runSuite(suite, server.url, publishToken, Object.keys(lacks)));
    }
    return {
      runtime: name,
      version,
      engine,
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

const tableOf = (rows: readonly Row[]): string =>
  [
    '| runtime | version | engine | runs | tests passed | skipped | failed | what is different |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ runtime, version, engine, file, bytes, passed, skipped, failed, differences }) => {
        const size = `\`${file}\`, ${(bytes / 1e6).toFixed(1)} MB`;
        return `| ${runtime} | ${version} | ${engine} | ${size} | ${passed} | ${skipped.length} | ${failed.length} | ${differences} |`;
      },
    ),
  ].join('\n');

await main();
