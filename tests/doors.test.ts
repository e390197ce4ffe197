/** The doors between rooms: doors.json holds them, and README shows them. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { temporaryDirectory } from '../lib/temporary-directory.js';

const doorsSchema = z.object({
  overrides: z.array(
    z
      .object({
        includes: z.tuple([z.string()]),
        linter: z.object({
          rules: z.object({
            style: z.object({
              noRestrictedImports: z.object({
                options: z.object({
                  patterns: z.tuple([
                    z.object({ group: z.array(z.string()), message: z.string() }),
                  ]),
                }),
              }),
            }),
          }),
        }),
      })
      .transform(({ includes: [files], linter }) => {
        const [{ group, message }] = linter.rules.style.noRestrictedImports.options.patterns;
        const forbidden = /^\.\.\/\*\*\/\{?(.+?)\}?\/\*\*$/.exec(group[0] ?? '')?.[1]?.split(',');
        return { room: files.replace(/\/\*.*$/, ''), forbidden: forbidden ?? [], message };
      }),
  ),
});

const { overrides: doors } = doorsSchema.parse(JSON.parse(readFileSync('doors.json', 'utf8')));

/** Biome's own program, of the platform that runs the tests. */
const biome = resolve('node_modules/@biomejs/biome/bin/biome');

/** @returns what the lint says of a file with one import, in a project that has the same doors. */
const lint = (file: string, specifier: string): string => {
  const project = temporaryDirectory();
  copyFileSync('doors.json', join(project, 'biome.json'));
  mkdirSync(join(project, dirname(file)), { recursive: true });
  writeFileSync(join(project, file), `import { one } from '${specifier}';\none();\n`);
  const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', file], {
    cwd: project,
    encoding: 'utf8',
  });
  return stdout + stderr;
};

describe.each(doors)('$room', ({ room, forbidden, message }) => {
  const rooms = room.startsWith('src/') ? room.replace('src/', '') : room;

  it('is a folder', () => {
    expect(readdirSync(dirname(room))).toContain(basename(room));
  });

  it('may not import from a room behind it: the lint names the door', () => {
    expect(message).toMatch(new RegExp(`^${room}/ may import `));
    const [first = ''] = forbidden;
    expect(lint(`${room}/file.ts`, `../${first}/other.js`)).toContain(message);
  });

  it('may import from itself', () => {
    if (room === 'src') return;
    expect(lint(`${room}/folder/file.ts`, `../${rooms}-file.js`)).not.toContain(message);
  });
});

it('README names what each room may import, as the lint holds it', () => {
  const readme = readFileSync('README.md', 'utf8');
  const topRooms = ['src', ...doors.map(({ room }) => room), 'tests'].filter(
    (room, index, all) => !room.includes('/') && all.indexOf(room) === index,
  );
  for (const { room, forbidden } of doors) {
    const siblings = room.startsWith('src/')
      ? doors.flatMap(({ room: other }) => /^src\/(.+)/.exec(other)?.[1] ?? [])
      : topRooms;
    const own = basename(room);
    const allowed = siblings.filter((other) => other !== own && !forbidden.includes(other)).sort();
    const [, said = ''] =
      new RegExp(`^\\| \`${room}/\` +\\|[^|]*\\| ([^|]*?) +\\|$`, 'm').exec(readme) ?? [];
    const named = [...said.matchAll(/`([a-z]+)\/`/g)].flatMap(([, name]) => name ?? []).sort();
    expect({ room, allowed: named }).toEqual({ room, allowed });
  }
});

it('no folder of code has more than 16 loose files', () => {
  const { stdout } = spawnSync('git', ['ls-files', '--', '*.ts'], { encoding: 'utf8' });
  const folders = new Map<string, string[]>();
  for (const file of stdout.trim().split('\n')) {
    folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file]);
  }
  const full = [...folders].filter(([, files]) => files.length > 16).map(([folder]) => folder);
  expect(full).toEqual([]);
});
