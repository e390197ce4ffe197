/** An interrupted run leaves nothing on the machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { container } from '../../bench/contenders/container-contender.js';
import { containerd } from '../../bench/contenders/containerd-contender.js';
import { pidsOfRun } from '../../bench/workspace/processes.js';

const stops = [
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
  { signal: 'SIGKILL', code: null },
] as const;

const engines = [container, containerd].map((one) => ({ id: one.id, missing: one.missing() }));

describe.each(stops)('after $signal', ({ signal, code }) => {
  it('no process, cgroup or file is left', () => expectNothing('node-bare', signal, code));

  it('no server and no test process is left', () =>
    expectNothing('node-bare', signal, code, 'tests-passed'));

  for (const { id, missing } of engines) {
    it.skipIf(missing)(
      `no container, cgroup or mount of ${id} is left${missing ? ` (SKIPPED: ${missing})` : ''}`,
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
  // If the bench was killed, its cleaner does the work.
  await until(() => !existsSync(join(temporary, name)));
  await until(() => commandsNaming(temporary).length === 0);
  expect(pidsOfRun(name)).toEqual([]);
  expect(cgroupsOf(name)).toEqual([]);
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(temporary);
  expect(sharedPaths()).toEqual(sharedBefore);
};

/** Waits for a line on the bench's standard error. */
const reached = async (bench: ChildProcess, text: RegExp): Promise<void> => {
  if (!bench.stderr) throw new Error('The bench has no standard error.');
  for await (const line of createInterface({ input: bench.stderr })) {
    if (text.test(line)) return;
  }
  throw new Error('The bench ended before it measured.');
};

/** @returns the command lines of processes that mention a path. */
const commandsNaming = (path: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return []; // The process has ended.
      }
    })
    .filter((command) => command.includes(path));

/** @returns the files in the default directories of containerd and its shims. */
const sharedPaths = (): string[] =>
  ['/run/containerd', '/run/containerd/s', '/run/nri', '/var/lib/containerd', '/opt/containerd']
    .filter((path) => existsSync(path))
    .flatMap((path) => [path, ...readdirSync(path).map((name) => join(path, name))]);

const cgroupsOf = (name: string): string[] =>
  ['/sys/fs/cgroup', ...readdirSync('/sys/fs/cgroup').map((one) => join('/sys/fs/cgroup', one))]
    .map((place) => join(place, name))
    .filter((path) => existsSync(path));

const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 30_000, interval: 20 });
