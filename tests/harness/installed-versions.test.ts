/** Which versions of a program count as installed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { installedVersions, programOf } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

const directory = temporaryDirectory();
afterEach(() => void vi.unstubAllEnvs());

/** Puts a program into a folder of its own. */
const install = (folder: string, says: string): string => {
  const path = join(directory, folder);
  mkdirSync(path);
  writeFileSync(join(path, 'engine'), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
  return path;
};

it('each version along the PATH counts, once, the first program of it', () => {
  const folders = [
    install('first', 'engine 4.0.2 (bfc7543b 2026-06-23)'),
    install('older', 'engine 3.6.3'),
    install('again', 'engine 4.0.2'),
    join(directory, 'empty'),
  ];
  vi.stubEnv('PATH', [...folders, '/bin'].join(delimiter));
  expect(installedVersions('engine')).toEqual([
    { program: join(directory, 'first/engine'), version: '4.0.2' },
    { program: join(directory, 'older/engine'), version: '3.6.3' },
  ]);
  expect(installedVersions('no-such-engine')).toEqual([]);
});

it('another program of that name does not count', () => {
  vi.stubEnv(
    'PATH',
    [install('other', 'Engine Version 6.5.2 -- 6 December 2019'), '/bin'].join(delimiter),
  );
  expect(installedVersions('engine')).toEqual([]);
  expect(programOf('engine')).toBe('engine');
});
