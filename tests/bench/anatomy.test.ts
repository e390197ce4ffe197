import { describe, expect, it } from 'vitest';
import { mappingsIn, memoryPartsOf } from '../../bench/anatomy/memory-parts.js';
import { phasesIn, podMarks, startMarks } from '../../bench/anatomy/start-marks.js';
import { criLines } from '../../bench/kubernetes/pod-anatomy.js';
import { namesIn } from '../../bench/measurements/system-calls-made.js';

/** As strace prints the start of Spin, shortened. */
const trace = `10 100.000000 execve("/usr/local/bin/spin", ["spin", "up"], 0x7ffe /* 20 vars */) = 0
10 100.002000 mmap(0x7f1000, 4096, PROT_READ|PROT_EXEC, MAP_PRIVATE, 3, 0) = 0x7f1000
11 100.010000 openat(AT_FDCWD, "/tmp/spinup/spin.lock", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 9
12 100.020000 openat(AT_FDCWD, "/tmp/spinup/spin.lock", O_RDONLY|O_CLOEXEC) = 9
13 100.050000 openat(AT_FDCWD, "/app/dist/takeaways.wasm", O_RDONLY|O_CLOEXEC) = 9
12 100.060000 openat(AT_FDCWD, "/cache/wasmtime/modules/wasmtime-/LsWS", O_RDONLY|O_CLOEXEC) = 9
12 100.100000 mprotect(0x7b0000, 21340160, PROT_READ|PROT_EXEC) = 0
12 100.110000 listen(12, 1024) = 0
13 100.120000 mprotect(0x7c0000, 4096, PROT_READ|PROT_EXEC) = 0
`;

describe('the phases of a start', () => {
  const { spin: marks = [] } = startMarks;

  it('end with the calls that mark them, and the last with the answer', () => {
    const phases = phasesIn(trace, marks, 100.15);
    expect(phases.map(({ part, milliseconds }) => [part, Math.round(milliseconds)])).toEqual([
      ['exec', 20],
      ['prepare', 30],
      ['verify', 10],
      ['code', 40],
      ['link', 10],
      ['instance', 40],
    ]);
  });

  it('add up to the whole start', () => {
    const sum = phasesIn(trace, marks, 100.15).reduce((all, one) => all + one.milliseconds, 0);
    expect(sum).toBeCloseTo(150);
  });

  it('are an error that names the phase without an end', () => {
    const cut = trace.replace(/.*modules.*\n/, '');
    expect(() => phasesIn(cut, marks, 100.15)).toThrow('no end of the phase "verify"');
  });
});

describe('the phases of a pod', () => {
  const second = Date.parse('2026-11-21T21:00:00Z') / 1000;
  const log = [
    'time="2026-11-21T21:00:00.020000000Z" level=info msg="RunPodSandbox for name:\\"traced\\""',
    'time="2026-11-21T21:00:00.090000000Z" level=info msg="RunPodSandbox for name:\\"traced\\" returns sandbox id \\"5a\\""',
    'time="2026-11-21T21:00:00.095000000Z" level=info msg="PullImage \\"app\\""',
    'time="2026-11-21T21:00:00.110000000Z" level=info msg="StartContainer for \\"c1\\""',
  ];
  const at = (seconds: number, call: string) => `7 ${(second + seconds).toFixed(6)} ${call}`;
  const merged = [
    at(0, 'api created'),
    at(0.01, 'api scheduled'),
    ...criLines(log.slice(0, 1)),
    at(0.05, 'execve("/bin/containerd-shim-spin-v2", ["shim", "-info"], 0x1) = 0'),
    at(0.055, 'execve("/bin/containerd-shim-spin-v2", ["shim", "start"], 0x1) = 0'),
    at(0.06, 'openat(AT_FDCWD, "/run/task/s1/config.json", O_RDONLY|O_CLOEXEC) = 7'),
    ...criLines(log.slice(1)),
    at(0.112, 'execve("/bin/containerd-shim-spin-v2", ["shim", "-info"], 0x1) = 0'),
    at(0.116, 'execve("/bin/containerd-shim-spin-v2", ["shim", "start"], 0x1) = 0'),
    at(0.118, 'openat(AT_FDCWD, "/run/task/c1/config.json", O_RDONLY|O_CLOEXEC) = 7'),
    at(0.12, 'openat(AT_FDCWD, "/run/task/c1/config.json", O_RDONLY|O_CLOEXEC) = 7'),
    at(0.4, 'openat(AT_FDCWD, "/run/task/c1/config.json", O_RDONLY|O_CLOEXEC) = 8'),
    at(0.41, 'listen(11, -1) = 0'),
    at(0.5, 'openat(AT_FDCWD, "/.cache/registry/wasm/sha256:0", O_WRONLY|O_CREAT, 0666) = 9'),
    at(0.6, 'openat(AT_FDCWD, "/.cache/registry/wasm/sha256:0", O_RDONLY|O_CLOEXEC) = 9'),
    at(0.7, 'mmap(0x7f00, 4096, PROT_READ|PROT_EXEC, MAP_PRIVATE, 9, 0) = 0x7f00'),
    at(0.8, 'listen(12, 1024) = 0'),
  ].join('\n');

  it('end with lines of the API server, of containerd and of traces', () => {
    const phases = phasesIn(merged, podMarks.spin ?? [], second + 0.9);
    expect(phases.map(({ part, milliseconds }) => [part, Math.round(milliseconds)])).toEqual([
      ['scheduled', 10],
      ['kubelet', 10],
      ['network', 30],
      ['info', 5],
      ['sandbox', 35],
      ['created', 20],
      ['task', 2],
      ['info', 4],
      ['task', 2],
      ['task', 2],
      ['content', 280],
      ['container', 100],
      ['layer', 100],
      ['code', 100],
      ['link', 100],
      ['instance', 100],
    ]);
  });
});

describe('the memory of a process', () => {
  const smaps = `7f00-7f10 r--p 00000000 00:00 0
Pss:                1024 kB
Private_Clean:       512 kB
Private_Dirty:       256 kB
7f10-7f20 r-xp 00000000 00:00 0
Pss:                2048 kB
8000-8010 rw-p 00000000 08:01 12345                     /usr/local/bin/spin
Pss:                 512 kB
9000-9010 rw-p 00000000 00:00 0                          [heap]
Pss:                 256 kB
`;

  it('is read by mapping', () => {
    expect(mappingsIn(smaps)).toMatchObject([
      { start: '7f00', isExecutable: false, path: '', kibibytes: 1024, privateKibibytes: 768 },
      { start: '7f10', isExecutable: true, path: '', kibibytes: 2048 },
      { path: '/usr/local/bin/spin', kibibytes: 512 },
      { path: '[heap]', kibibytes: 256 },
    ]);
  });

  it('of this process consists of its program, its heap and more', () => {
    const parts = memoryPartsOf([process.pid]);
    expect(parts.program).toBeGreaterThan(1);
    expect(parts.anonymous).toBeGreaterThan(1);
  });
});

it('the names of calls are read from a trace, whether or not another thread came between', () => {
  expect([
    ...namesIn(
      '7 read(3, "openat(", 9) = 9\n7 futex(0x1 <unfinished ...>\n8 <... epoll_wait resumed>) = 1\n',
    ),
  ]).toEqual(['read', 'futex', 'epoll_wait']);
});
