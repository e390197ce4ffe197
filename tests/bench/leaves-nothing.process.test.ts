/** A run that ends half-way, however it ends, leaves nothing on the machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { container } from '../../bench/contenders/container.js';
import { containerd } from '../../bench/contenders/containerd.js';
import { pidsOfRun } from '../../bench/workspace/processes.js';

const patience = 30_000;

const stops = [
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
  { signal: 'SIGKILL', code: null },
] as const;

const engines = [container, containerd].map((one) => ({ id: one.id, lacks: one.missing() }));

describe.each(stops)('after $signal', ({ signal, code }) => {
  it('no process, cgroup or file of a process is left', () =>
    expectNothing('node-bare', signal, code));

  it('no server, and no test that was put to it, is left', () =>
    expectNothing('node-bare', signal, code, 'tests-passed'));

  for (const { id, lacks } of engines) {
    it.skipIf(lacks)(
      `no container, cgroup or mount of ${id} is left${lacks ? ` (skipped: ${lacks})` : ''}`,
      () => expectNothing(id, signal, code),
    );
  }
});

const expectNothing = async (
  contender: string,
  signal: NodeJS.Signals,
  code: number | null,
  measurement: 'memory' | 'tests-passed' = 'memory',
): Promise<void> => {
  const temporary = mkdtempSync(join(tmpdir(), 'takeaways-test-'));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
  const sharedBefore = sharedPaths();
  const bench = spawn(
    process.execPath,
    ['--import', 'tsx', 'bench/main.ts', '--only', contender, measurement],
    { env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await reached(bench, /Memory: |End-to-end tests: /);
  const [name = ''] = readdirSync(temporary);
  await until(() => pidsOfRun(name).length > 0);
  if (measurement === 'memory' && process.getuid?.() === 0) expect(cgroupsOf(name)).not.toEqual([]);

  bench.kill(signal);
  const [exitCode] = await once(bench, 'exit');
  expect(exitCode).toBe(code);
  // Where the bench had no time to clean up, its janitor does.
  await until(() => !existsSync(join(temporary, name)));
  await until(() => commandsNaming(temporary).length === 0);
  expect(pidsOfRun(name)).toEqual([]);
  expect(cgroupsOf(name)).toEqual([]);
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(temporary);
  expect(sharedPaths()).toEqual(sharedBefore);
};

/** @returns when the bench has said that on its standard error. */
const reached = async (bench: ChildProcess, text: RegExp): Promise<void> => {
  if (!bench.stderr) throw new Error('It has no standard error.');
  for await (const line of createInterface({ input: bench.stderr })) {
    if (text.test(line)) return;
  }
  throw new Error('The bench ended before it measured.');
};

/** @returns the command lines that mention a path: a daemon's, its client's, and those of its shims. */
const commandsNaming = (path: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return []; // It has ended.
      }
    })
    .filter((command) => command.includes(path));

/** @returns what is in the places that a containerd of the machine's would use, and any shim does. */
const sharedPaths = (): string[] =>
  ['/run/containerd', '/run/containerd/s', '/run/nri', '/var/lib/containerd', '/opt/containerd']
    .filter((path) => existsSync(path))
    .flatMap((path) => [path, ...readdirSync(path).map((name) => join(path, name))]);

const cgroupsOf = (name: string): string[] =>
  ['/sys/fs/cgroup', ...readdirSync('/sys/fs/cgroup').map((one) => join('/sys/fs/cgroup', one))]
    .map((place) => join(place, name))
    .filter((path) => existsSync(path));

/** Waits for what other processes do, of which no event tells. */
const until = async (holds: () => boolean): Promise<void> => {
  const started = performance.now();
  while (!holds()) {
    if (performance.now() - started > patience)
      throw new Error(`Not so within ${patience} ms: ${holds}`);
    await setTimeout(20);
  }
};
