/** A run that ends half-way, however it ends, leaves nothing on the machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { container } from '../../bench/contenders/container.js';
import { pidsOfRun } from '../../bench/processes.js';

const patience = 30_000;

const stops = [
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
  { signal: 'SIGKILL', code: null },
] as const;

const lacks = container.missing();

describe.each(stops)('after $signal', ({ signal, code }) => {
  it('no process, cgroup or file of a process is left', () =>
    expectNothing('node-bare', signal, code));

  it.skipIf(lacks)(
    `no container, cgroup or mount is left${lacks ? ` (skipped: ${lacks})` : ''}`,
    () => expectNothing('container', signal, code),
  );
});

async function expectNothing(
  contender: string,
  signal: NodeJS.Signals,
  code: number | null,
): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'takeaways-test-'));
  const bench = spawn(
    process.execPath,
    ['--import', 'tsx', 'bench/main.ts', '--only', contender, 'memory'],
    { env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await reached(bench, /Memory: /);
  const [name = ''] = readdirSync(temporary);
  await until(() => pidsOfRun(name).length > 0);
  expect(cgroupsOf(name).length > 0 || process.getuid?.() !== 0).toBe(true);

  bench.kill(signal);
  const [exitCode] = await once(bench, 'exit');
  expect(exitCode).toBe(code);
  // Where the bench had no time to clean up, its janitor does.
  await until(() => !existsSync(join(temporary, name)));
  expect(pidsOfRun(name)).toEqual([]);
  expect(cgroupsOf(name)).toEqual([]);
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(temporary);
}

/** @returns when the bench has said that on its standard error. */
async function reached(bench: ChildProcess, text: RegExp): Promise<void> {
  if (!bench.stderr) throw new Error('It has no standard error.');
  for await (const line of createInterface({ input: bench.stderr })) {
    if (text.test(line)) return;
  }
  throw new Error('The bench ended before it measured.');
}

const cgroupsOf = (name: string): string[] =>
  ['/sys/fs/cgroup', ...readdirSync('/sys/fs/cgroup').map((one) => join('/sys/fs/cgroup', one))]
    .map((place) => join(place, name))
    .filter((path) => existsSync(path));

/** Waits for what other processes do, of which no event tells. */
async function until(holds: () => boolean): Promise<void> {
  const started = performance.now();
  while (!holds()) {
    if (performance.now() - started > patience)
      throw new Error(`Not so within ${patience} ms: ${holds}`);
    await setTimeout(20);
  }
}
