/** One command raises the version everywhere; tried in a copy of the repository. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { statements } from '../../cli/set-version.js';
import { readVersion } from '../../lib/package.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

const read = (directory: string, file: string) => readFileSync(join(directory, file), 'utf8');

/** Every version that a checkout states, by where. */
const statedIn = (directory: string): Readonly<Record<string, readonly string[]>> => {
  const lock = z
    .object({ version: z.string(), packages: z.object({ '': z.object({ version: z.string() }) }) })
    .parse(JSON.parse(read(directory, 'package-lock.json')));
  return {
    'package.json': [readVersion(join(directory, 'package.json'))],
    'package-lock.json': [lock.version, lock.packages[''].version],
    ...Object.fromEntries(
      statements.map(({ file, pattern }) => [
        file,
        [...read(directory, file).matchAll(pattern)].map(([line, before = '', after = '']) =>
          line.slice(before.length, line.length - after.length),
        ),
      ]),
    ),
  };
};

const everywhere = (version: string) =>
  Object.fromEntries(
    Object.entries(statedIn('.')).map(([file, found]) => [file, found.map(() => version)]),
  );

describe('The version', () => {
  it('is the same everywhere; to raise it, run: npm run bump -- <version>', () => {
    expect(statedIn('.')).toEqual(everywhere(readVersion()));
    for (const [file, found] of Object.entries(statedIn('.'))) {
      expect(found, file).not.toEqual([]);
    }
  });

  it('has a section in the changelog, below what is unreleased', () => {
    const titles = [...read('.', 'CHANGELOG.md').matchAll(/^## (\S+)/gm)].map(([, title]) => title);
    expect(titles.slice(0, 2)).toEqual(['Unreleased', readVersion()]);
  });
});

describe('npm run bump', () => {
  let copy: string;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: copy, encoding: 'utf8' });
  const bump = (version: string, ...args: string[]) =>
    spawnSync('npm', ['run', 'bump', '--', version, ...args], {
      cwd: copy,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });

  beforeEach(() => {
    copy = temporaryDirectory();
    const files = ['package.json', 'package-lock.json', '.npmrc', 'CHANGELOG.md', 'cli', 'lib'];
    for (const file of [...files, ...statements.map((one) => one.file)]) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      cpSync(file, join(copy, file), { recursive: true });
    }
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction');
    writeFileSync(join(copy, '.gitignore'), 'node_modules\n');
    const changelog = read(copy, 'CHANGELOG.md');
    writeFileSync(
      join(copy, 'CHANGELOG.md'),
      changelog.replace('## Unreleased\n', '## Unreleased\n\n- A change.\n'),
    );
    git('init', '--quiet');
    git('config', 'user.name', 'Test');
    git('config', 'user.email', 'test@test.invalid');
    git('add', '.');
    git('commit', '--quiet', '--message', 'Begin');
  });

  it('raises it everywhere, in one commit with a tag', { timeout: 60_000 }, () => {
    const { status, stderr } = bump('98.7.6');
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(statedIn(copy)).toEqual(everywhere('98.7.6'));
    expect(read(copy, 'CHANGELOG.md')).toMatch(
      /## Unreleased\n\n## 98\.7\.6 \(\d{4}-\d\d-\d\d\)\n\n- A change\./,
    );
    expect(git('status', '--porcelain')).toBe('');
    expect(git('tag', '--points-at', 'HEAD')).toBe('v98.7.6\n');
  });

  it('changes nothing where no change is described', { timeout: 60_000 }, () => {
    expect(bump('98.7.6').status).toBe(0);
    const again = bump('98.7.7');
    expect(again.status).not.toBe(0);
    expect(again.stderr).toContain('Expected changes under "## Unreleased" in CHANGELOG.md.');
    expect(statedIn(copy)).toEqual(everywhere('98.7.6'));
    expect(git('tag')).toBe('v98.7.6\n');
  });
});
