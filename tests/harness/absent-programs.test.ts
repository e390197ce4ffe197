/** The proofs on a machine that lacks their programs, and has other programs of the same names. */
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

/** The projects whose tests need programs that `npm install` does not bring. */
const proofs = ['spin', 'wasmtime', 'wasmcloud', 'container', 'k8s', 'node', 'supply', 'bench'];

/** Of those, what runs without such programs too. */
const needNothing = [
  'tests/bench/known-costs.process.test.ts',
  'tests/bench/leaves-nothing.process.test.ts',
  'tests/bench/portability.process.test.ts',
  'tests/hosts/node/node-server.test.ts',
  'tests/hosts/node/open-store.test.ts',
  'tests/hosts/node/suites.test.ts',
  'tests/supply/cluster.test.ts',
];

/** Each says that it is something else, as Debian's `spin`, a model checker, does. */
const impostors = {
  cargo: 'exit 1',
  kubectl: 'echo "kubectl of something else"',
  'redis-server': 'exit 1',
  runc: 'exit 1',
  spin: 'echo "Spin Version 6.5.2 -- 6 December 2019"',
  umoci: 'exit 1',
  wash: 'echo "wash: the laundry list 1.2.3"',
  wasmtime: 'exit 1',
};

const report = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

it('each proof skips its tests, and their names say what to install', { timeout: 120_000 }, () => {
  const directory = temporaryDirectory();
  for (const [name, script] of Object.entries(impostors)) {
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  symlinkSync(process.execPath, join(directory, 'node'));
  const output = join(directory, 'report.json');
  const { stderr } = spawnSync(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${output}`],
      // They only declare tests: one process is enough.
      ...['--pool=threads', '--no-isolate'],
      ...proofs.map((project) => `--project=${project}`),
      ...needNothing.map((file) => `--exclude=${file}`),
    ],
    { env: { PATH: directory, HOME: directory, NO_COLOR: '1' }, encoding: 'utf8' },
  );
  const { success, testResults } = report.parse(JSON.parse(readFileSync(output, 'utf8')));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(testResults.filter(({ message }) => message)).toEqual([]);
  expect(tests.filter(({ status }) => status === 'failed')).toEqual([]);
  expect({ success, stderr }).toEqual({ success: true, stderr: '' });
  const skipped = tests.filter(({ status }) => status !== 'passed');
  expect(skipped.length).toBeGreaterThan(50);
  expect(skipped.filter(({ fullName }) => !/\(SKIPPED.*\)/.test(fullName))).toEqual([]);
});
