import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { controlGroups } from '../../harness/kubelet-node/control-groups.js';
import { missingForMemoryLimit } from '../../harness/kubelet-node/memory-limit.js';
import {
  missingForSandbox,
  name,
  type Sandbox,
  startSandbox,
} from '../../harness/kubelet-node/sandbox.js';

const skipped =
  missingForSandbox.length > 0 ? ` (SKIPPED: missing ${missingForSandbox.join(', ')})` : '';

/** Runs a command in a sandbox. @returns its output */
const run = async ({ enter }: Pick<Sandbox, 'enter'>, command: string): Promise<string> => {
  const [program, ...args] = enter;
  const child = spawn(program, [...args, 'sh', '-c', command]);
  return (await text(child.stdout)).trim();
};

/** @returns everything that a sandbox has left on this machine. */
const traces = (): string[] => [
  ...readdirSync('/sys/class/net').filter((network) => network === name),
  ...readdirSync(tmpdir()).filter((entry) => entry.startsWith(`${name}-`)),
  ...controlGroups(name).filter((directory) => existsSync(directory)),
  ...readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((mount) => mount.includes(name)),
];

describe.skipIf(skipped)(`The sandbox of a node${skipped}`, () => {
  it('isolates processes, network, mounts and settings, and leaves nothing behind', async () => {
    const settings = () => readFileSync('/proc/sys/vm/panic_on_oom', 'utf8').trim();
    const before = settings();
    const sandbox = await startSandbox([]);
    try {
      expect(await run(sandbox, 'cat /proc/1/comm')).toBe('sh');
      expect(await run(sandbox, 'ip -brief link | cut -d" " -f1 | cut -d@ -f1')).toBe('lo\neth0');
      expect(await run(sandbox, 'touch /run/here /var/here; ls /run/here /var/here')).not.toBe('');
      expect(existsSync('/run/here') || existsSync('/var/here')).toBe(false);
      await run(sandbox, 'echo 2 > /proc/sys/vm/panic_on_oom');
      expect(settings()).toBe(before);
      expect(traces()).not.toEqual([]);
      await expect(startSandbox([])).rejects.toThrow('A node runs here already');
    } finally {
      await sandbox.end();
      sandbox.remove();
    }
    expect(traces()).toEqual([]);
  });

  const unlimited =
    missingForMemoryLimit.length > 0 ? ` (SKIPPED: missing ${missingForMemoryLimit})` : '';
  it.skipIf(unlimited)(`has no more memory than it is told${unlimited}`, async () => {
    const mebibytes = 64;
    const sandbox = await startSandbox([], mebibytes);
    // tail keeps all that it reads until the end.
    const kept = async (size: number, enter: Sandbox['enter']) =>
      Number(await run({ enter }, `head -c ${size}M /dev/zero | tail -c ${size}M | wc -c`)) /
      2 ** 20;
    try {
      expect(await run(sandbox, 'grep MemTotal /proc/meminfo')).toMatch(/ 65536 kB$/);
      expect(await kept(mebibytes / 4, sandbox.enterAsNode)).toBe(mebibytes / 4);
      expect(await kept(mebibytes * 2, sandbox.enterAsNode)).toBe(0);
      expect(await kept(mebibytes * 2, sandbox.enter)).toBe(mebibytes * 2);
    } finally {
      await sandbox.end();
      sandbox.remove();
    }
    expect(traces()).toEqual([]);
  });

  it('ends when the process that started it is killed', async () => {
    const holder = fork('tests/node/sandbox-holder.ts', { execArgv: ['--import', 'tsx'] });
    const [first] = await once(holder, 'message');
    expect(existsSync(`/proc/${first}`)).toBe(true);
    holder.kill('SIGKILL');
    await vi.waitUntil(() => !existsSync(`/proc/${first}`), 10_000);
    await vi.waitUntil(() => !existsSync(`/sys/class/net/${name}`), 10_000);

    // The next sandbox removes the remaining files and control groups.
    const next = await startSandbox([]);
    await next.end();
    next.remove();
    expect(traces()).toEqual([]);
  });
});
