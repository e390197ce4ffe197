/** One recommended Node, and the older ones that the service still runs on, said alike wherever they are said. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const read = (file: string) => readFileSync(file, 'utf8');
const majorOf = (version: string) => Number.parseInt(version, 10);

const recommended = majorOf(read('.nvmrc'));
const { engines } = z
  .object({ engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(read('package.json')));
/** Such as 20 and 19 of `^20.19.0`. */
const supported = engines.node.split(' || ').map((range) => {
  const [, major, minor] = /^(?:\^|>=)(\d+)\.(\d+)\.0$/.exec(range) ?? [];
  return { major: Number(major), minor: Number(minor) };
});

describe('The recommended Node', () => {
  it('is the newest that is supported', () => {
    expect(Math.max(...supported.map(({ major }) => major))).toBe(recommended);
  });

  it('is what README names, with the older ones that work', () => {
    const [, named, others = ''] =
      /With Node (\d+) \(([^)]*) work too\)/.exec(read('README.md')) ?? [];
    expect(Number(named)).toBe(recommended);
    const older = supported.filter(({ major }) => major !== recommended);
    expect(others.split(' and ').map(majorOf)).toEqual(older.map(({ major }) => major));
    for (const { major, minor } of older)
      expect(others).toMatch(new RegExp(`\\b${major}\\.${minor}\\b`));
  });

  it('is that of the devcontainer', () => {
    const { image, forwardPorts } = z
      .object({ image: z.string(), forwardPorts: z.array(z.number()) })
      .parse(JSON.parse(read('.devcontainer/devcontainer.json')));
    expect(image).toMatch(new RegExp(`/javascript-node:${recommended}-`));
    expect(forwardPorts).toEqual([3000]);
  });
});

const Workflow = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      strategy: z.object({ matrix: z.object({ node: z.array(z.string()).optional() }) }).optional(),
      steps: z
        .array(z.object({ with: z.object({ 'node-version': z.string().optional() }).optional() }))
        .default([]),
    }),
  ),
});
const directory = '.github/workflows';
const jobs = readdirSync(directory).flatMap((file) =>
  Object.entries(Workflow.parse(parse(read(join(directory, file)))).jobs).map(([name, job]) => ({
    name: `${name} of ${file}`,
    matrix: job.strategy?.matrix.node ?? [],
    versions: job.steps.flatMap((step) => step.with?.['node-version'] ?? []),
  })),
);

describe('The hosted CI', () => {
  it('tests every supported Node', () => {
    const tested = jobs.flatMap(({ matrix }) => matrix);
    expect(tested.map(majorOf)).toEqual(supported.map(({ major }) => major));
  });

  it.each(jobs)(
    'uses the recommended Node for what is done once: $name',
    ({ versions, matrix }) => {
      const once = versions.filter((version) => !version.startsWith('${{'));
      expect(once.map(majorOf).filter((major) => major !== recommended)).toEqual([]);
      expect(versions.length - once.length).toBe(matrix.length > 0 ? 1 : 0);
    },
  );
});
