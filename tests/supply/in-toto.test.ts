/**
 * The in-toto layout of a release, as release.yml writes it, over records of real steps, verified by in-toto itself. The
 * tests that a release records take minutes; a shorter command stands for them here.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  ['in-toto-run', 'in-toto-verify', 'jq', 'openssl', 'xxd'].filter(
    (program) => !findProgram(program),
  ),
  'Run: .ci/install-supply',
);
const run = promisify(execFile);

const { jobs } = z
  .object({
    jobs: z.object({
      publish: z.object({
        steps: z.array(z.object({ id: z.string().optional(), run: z.string().optional() })),
      }),
    }),
  })
  .parse(parse(readFileSync('.github/workflows/release.yml', 'utf8')));
const script = jobs.publish.steps.find(({ id }) => id === 'layout')?.run ?? 'false';

/** A checkout of the sources with the component of a release. */
const checkout = (): string => {
  const directory = temporaryDirectory();
  const files = execFileSync('git', ['ls-files', '-z'], { maxBuffer: 2 ** 24 });
  const archive = execFileSync('tar', ['-c', '--null', '-T', '-'], {
    input: files,
    maxBuffer: 2 ** 30,
  });
  execFileSync('tar', ['-x', '-C', directory], { input: archive });
  mkdirSync(join(directory, 'dist'));
  cpSync('dist/takeaways.wasm', join(directory, 'dist/takeaways.wasm'));
  return directory;
};

/** Records a step, where git tells it the sources. */
const record = async (directory: string, step: string, ...command: readonly string[]) => {
  await run('.ci/record', [step, ...command], { cwd: directory, maxBuffer: 2 ** 24 });
};
/** @returns the files of a step's records: the signed one, whose name ends with `.link`, and the public key */
const recordsOf = (directory: string, step: string): string[] =>
  readdirSync(join(directory, 'dist/in-toto'))
    .filter((file) => file.startsWith(`${step}.`))
    .map((file) => join(directory, 'dist/in-toto', file));
const linkOf = (directory: string, step: string): string =>
  recordsOf(directory, step).find((file) => file.endsWith('.link')) ?? '';

const writeLayout = (directory: string) =>
  run('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: directory,
    env: { PATH: process.env.PATH, CREATED: new Date().toISOString() },
  });

const verify = async (directory: string, key = 'dist/in-toto/layout.pub') => {
  const args = ['--layout', 'dist/in-toto/release.layout', '--verification-keys', key];
  await run('in-toto-verify', [...args, '--link-dir', 'dist/in-toto'], { cwd: directory });
};

describe.skipIf(skipped)(`The in-toto layout of a release${skipped}`, () => {
  let steps: string;

  /** @returns a checkout with the records of good steps, whose layout is not written yet */
  const recorded = (): string => {
    const directory = checkout();
    cpSync(steps, join(directory, 'dist/in-toto'), { recursive: true });
    return directory;
  };
  const released = async (): Promise<string> => {
    const directory = recorded();
    await writeLayout(directory);
    return directory;
  };
  /** Records a step in a changed checkout, and lets it replace the good one. */
  const replaceStep = async (directory: string, step: string, change: (other: string) => void) => {
    const other = checkout();
    change(other);
    execFileSync('git', ['init', '--quiet'], { cwd: other });
    execFileSync('git', ['add', '--all'], { cwd: other });
    await record(other, step, 'true');
    for (const file of recordsOf(directory, step)) rmSync(file);
    cpSync(join(other, 'dist/in-toto'), join(directory, 'dist/in-toto'), { recursive: true });
  };

  beforeAll(async () => {
    rmSync('dist/in-toto', { recursive: true, force: true });
    await record('.', 'test', 'npm', 'run', '--silent', 'data:check');
    await record('.', 'build', 'npm', 'run', '--silent', 'build');
    steps = join(temporaryDirectory(), 'in-toto');
    cpSync('dist/in-toto', steps, { recursive: true });
  });

  it('accepts the component that was built from the sources that were tested', async () => {
    await verify(await released());
  });

  it.each<[string, (directory: string) => void | Promise<void>, RegExp]>([
    [
      'another component',
      (directory) => appendFileSync(join(directory, 'dist/takeaways.wasm'), ' '),
      /DISALLOW.*dist\/takeaways\.wasm/s,
    ],
    [
      'other sources',
      (directory) => appendFileSync(join(directory, 'src/app.ts'), '\n'),
      /DISALLOW.*src\/app\.ts/s,
    ],
    [
      'an additional file',
      (directory) => writeFileSync(join(directory, 'src/more.ts'), ''),
      /DISALLOW.*src\/more\.ts/s,
    ],
    [
      'a release without the record of its tests',
      (directory) => rmSync(linkOf(directory, 'test')),
      /Step 'test' requires '1' link/,
    ],
    [
      'a record that was changed after it was signed',
      (directory) => {
        const link = linkOf(directory, 'build');
        writeFileSync(
          link,
          readFileSync(link, 'utf8').replace('"return-value": 0', '"return-value": 1'),
        );
      },
      /Step 'build' requires at least '1' links validly signed/,
    ],
    [
      'a record that somebody else has signed',
      (directory) => replaceStep(directory, 'build', () => undefined),
      /Step 'build' requires '1' link/,
    ],
  ])('refuses %s', async (_, change, reason) => {
    const directory = await released();
    await change(directory);
    await expect(verify(directory)).rejects.toThrow(reason);
  });

  it.each<[string, (other: string) => void, RegExp]>([
    [
      'the tests of other sources',
      (other) => appendFileSync(join(other, 'src/app.ts'), '\n'),
      /DISALLOW.*src\/app\.ts/s,
    ],
    [
      'the tests of another component',
      (other) => appendFileSync(join(other, 'dist/takeaways.wasm'), ' '),
      /DISALLOW.*dist\/takeaways\.wasm/s,
    ],
  ])('refuses a release after %s', async (_, change, reason) => {
    const directory = recorded();
    await replaceStep(directory, 'test', change);
    await writeLayout(directory);
    await expect(verify(directory)).rejects.toThrow(reason);
  });

  it('is refused itself with another key than the one that signed it', async () => {
    await expect(verify(await released(), 'dist/in-toto/build.pub')).rejects.toThrow(
      /No signature found for key/,
    );
  });
});
