import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { endWithThisProcess } from '../lib/ending.js';
import { temporaryDirectory } from '../lib/temporary-directory.js';

/** What became of a suite, with the full names of tests that did not pass. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.nullish(z.array(z.string())),
        }),
      ),
    }),
  ),
});

/**
 * The suites that any server of this service passes: tests/e2e, the part of it that takes seconds anywhere, the
 * part of that which takes one or two, and what a browser is served.
 */
export type Suite = 'e2e' | 'core' | 'brief' | 'publishing' | 'browser';

const endToEnd = (...names: readonly string[]): readonly string[] => [
  ...['--project', 'e2e'],
  ...names.map((name) => `tests/e2e/${name}.test.ts`),
];

/** As `vitest run` takes them. Publishing changes what is served, so the others don't run beside it. */
const filters: Readonly<Record<Suite, readonly string[]>> = {
  e2e: [...endToEnd(), '--exclude', 'tests/e2e/publishing.test.ts'],
  core: endToEnd('smoke', 'conditional', 'bad-input', 'methods'),
  brief: endToEnd('smoke', 'conditional'),
  publishing: endToEnd('publishing'),
  browser: ['--project', 'browser'],
};

interface SuiteOptions {
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs one of the suites against a server.
 *
 * @param suite which
 * @param baseUrl the server's
 * @param token the publish token of the server, which the suite `publishing` needs
 * @param except how the full names begin of tests that its runtime cannot pass: they are skipped
 * @param where its report goes, and more of the environment that the tests run in
 * @throws Error with what Vitest printed where it made no report
 */
export const runSuite = async (
  suite: Suite,
  baseUrl: string,
  token?: string,
  except: readonly string[] = [],
  { directory = temporaryDirectory(), env = {} }: SuiteOptions = {},
): Promise<SuiteResult> => {
  const report = join(directory, 'report.json');
  const child = spawn(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', ...filters[suite]],
      ...['--reporter', 'json', '--outputFile', report],
      // Some runtimes are much slower than the local host.
      ...['--testTimeout', '100000'],
      ...(except.length > 0
        ? ['--testNamePattern', `^(?!${except.map(literally).join('|')})`]
        : []),
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...env,
        BASE_URL: baseUrl,
        ...(token && { TAKEAWAYS_TOKEN: token }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  endWithThisProcess(child);
  const ended = once(child, 'close');
  const printed = (await Promise.all([text(child.stdout), text(child.stderr)])).join('');
  await ended;
  return readReport(report, printed);
};

/** @returns a pattern that matches `text`. */
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const readReport = (path: string, printed: string): SuiteResult => {
  let report: unknown;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`Vitest made no report: ${printed}`);
  }
  const { testResults } = reportSchema.parse(report);
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  // A file that cannot even be loaded has no tests.
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: [
      ...broken.map(({ name, message }) => `${name}: ${message}`),
      ...tests
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages?.join('\n')}`),
    ],
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => fullName),
  };
};
