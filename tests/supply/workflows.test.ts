import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { findProgram } from '../../lib/programs.js';
import { skipReason } from '../support/describe-with.js';

const directory = '.github/workflows';
const Job = z.looseObject({
  uses: z.string().optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])),
  'timeout-minutes': z.number().optional(),
});
const Workflow = z.looseObject({
  on: z.looseObject({}),
  permissions: z.object({}).strict(),
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(z.string(), Job),
});
const workflows = readdirSync(directory).map((file) => {
  const text = readFileSync(join(directory, file), 'utf8');
  return { file, text, ...Workflow.parse(parse(text)) };
});

describe.each(workflows)('The workflow $file', ({ text, on, jobs }) => {
  it('pins every action to a commit, with its version in a comment', () => {
    const used = [...text.matchAll(/uses: (\S+(?: # v\S+)?)/g)].map(([, action]) => action);
    for (const action of used) {
      expect(action).toMatch(/^(\.\/\.github\/.+|[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    }
  });

  it('gives pull requests no token with write access', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(Object.keys(on)).not.toContain('workflow_run');
    if (!('pull_request' in on)) return;
    for (const { permissions } of Object.values(jobs)) {
      expect(Object.values(permissions)).not.toContain('write');
    }
  });

  it('limits the time of every job', () => {
    for (const job of Object.values(jobs)) {
      if (!job.uses) expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
    }
  });
});

it('The release installs the Spin that tests run on', () => {
  const { env } = z
    .object({ env: z.object({ SPIN_VERSION: z.string(), SPIN_SHA256: z.string() }) })
    .parse(workflows.find(({ file }) => file === 'release.yml')?.jobs.publish);
  expect(readFileSync('.ci/install-released', 'utf8')).toContain(
    `spin) version=${env.SPIN_VERSION} digest=${env.SPIN_SHA256} ;;`,
  );
});

it('Only the publishing job has write access, and it runs no code from the repository', () => {
  const writing = workflows.flatMap(({ jobs }) =>
    Object.entries(jobs).filter(([, job]) => Object.values(job.permissions).includes('write')),
  );
  expect(writing.map(([name]) => name)).toEqual(['publish']);
  expect(JSON.stringify(writing)).not.toMatch(/actions\/checkout|npm |npx |node /);
});

const linters = [
  { program: 'actionlint', args: [] },
  // Offline; fails on findings of low severity or higher.
  { program: 'zizmor', args: ['--offline', '--no-progress', '.github'] },
];
describe.each(linters)('$program', ({ program, args }) => {
  const path = findProgram(program);
  const skipped = skipReason(path ? [] : [program], 'Run: .ci/install-supply');

  it.skipIf(!path)(`finds no problems in the workflows${skipped}`, async () => {
    await promisify(execFile)(path ?? program, args);
  });
});
