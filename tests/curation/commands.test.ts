import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { release } from '../../curation/edition.js';
import { dataFolder, readAbout } from '../../curation/read-dataset.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

// Each command is a process, which starts slowly on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
beforeEach(() => {
  folder = join(temporaryDirectory(), 'data');
  cpSync(dataFolder, folder, { recursive: true });
});

const run = (tool: string, ...options: string[]) =>
  spawnSync(
    process.execPath,
    ['--import', 'tsx', `cli/${tool}.ts`, '--folder', folder, ...options],
    {
      encoding: 'utf8',
    },
  );

const edit = (file: string, from: string, to: string) => {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

const renameTopic = () => edit('topics.json', '"name": "eBPF"', '"name": "The eBPF"');
const breakTopic = () => edit('topics.json', '"name": "eBPF"', '"nmae": "eBPF"');

describe('data:check', () => {
  it('exits with 0 and prints the counts', () => {
    const { status, stdout } = run('data-check');

    expect(stdout).toMatch(/^\d+ claims, .*\d+ takeaways.*: no errors; \d+ of \d+ bytes\.\n$/);
    expect(status).toBe(0);
  });

  it('exits with 1 and prints one line per error', () => {
    breakTopic();
    const { status, stdout } = run('data-check');

    expect(stdout.split('\n')).toEqual([
      expect.stringContaining(`${folder}/topics.json ebpf /name: `),
      expect.stringContaining(`${folder}/topics.json ebpf: Unrecognized key: "nmae". Remove it`),
      '2 errors.',
      '',
    ]);
    expect(status).toBe(1);
  });

  it('prints the errors as JSON with --json', () => {
    renameTopic();
    const { status, stdout } = run('data-check', '--json');

    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'dataset.json', record: '', field: '/digest' },
    ]);
    expect(status).toBe(1);
  });

  it('names a file that is not JSON', () => {
    writeFileSync(join(folder, 'claims.json'), '[{]');
    const { status, stdout } = run('data-check');

    expect(stdout).toMatch(/claims\.json: Cannot read .* as JSON.*Fix the JSON\.\n1 error\.\n$/);
    expect(status).toBe(1);
  });

  it('prints help with an example', () => {
    expect(run('data-check', '--help').stdout).toMatch(/--json.*Example:/s);
  });
});

describe('data:release', () => {
  it('raises the version of changed content, once', () => {
    const before = readAbout(folder);
    renameTopic();

    expect(run('data-release').stdout).toContain(`Version ${before.version + 1}, `);
    const after = readAbout(folder);
    expect(after).toEqual({ ...before, version: before.version + 1, digest: after.digest });
    expect(after.digest).not.toBe(before.digest);
    expect(run('data-check').status).toBe(0);

    expect(run('data-release').stdout).toBe(
      `Nothing to do: the content has not changed since version ${after.version}.\n`,
    );
    expect(readAbout(folder)).toEqual(after);
  });

  it('does not release a dataset with errors', () => {
    breakTopic();
    const before = readAbout(folder);
    const { status, stderr } = run('data-release');

    expect(stderr).toMatch(/topics\.json ebpf \/name: .*Nothing was released/s);
    expect(status).toBe(1);
    expect(readAbout(folder)).toEqual(before);
  });

  it('keeps the version of unchanged content', () => {
    const about = readAbout(folder);

    expect(release(about, about.digest)).toBe(about);
    expect(release(about, 'f'.repeat(32))).toEqual({
      ...about,
      version: about.version + 1,
      digest: 'f'.repeat(32),
    });
  });
});
