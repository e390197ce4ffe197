/** Which system calls end the phases of a start. */

/** A phase, and the call that ends it. */
export interface Mark {
  readonly part: string;
  /** Matches the traced call. */
  readonly ends: RegExp;
  /** Whether the last match before the next phase's end counts, instead of the first. */
  readonly last?: true;
}

/** The calls that marks match. */
export const tracedCalls = 'execve,openat,mmap,mprotect,listen';

const listening: Mark = { part: 'link', ends: / listen\(/ };
const cached: Mark = { part: 'verify', ends: /\/wasmtime\/modules\/[^"]+", O_RDONLY/ };
/** Compiled code becomes executable once it is whole. */
const executable: Mark = { part: 'code', ends: / (?:mprotect|mmap)\(.*PROT_EXEC/, last: true };

const onSpin: readonly Mark[] = [
  { part: 'exec', ends: /spin\.lock", O_RDONLY/ },
  { part: 'prepare', ends: /\.wasm", O_RDONLY/ },
  cached,
  executable,
  listening,
];

const inContainer: readonly Mark[] = [
  { part: 'container', ends: /execve\("\/(?:usr\/)?bin\/node"/ },
  { part: 'exec', ends: /server\.mjs", O_RDONLY/ },
  { part: 'script', ends: / listen\(/ },
];

/** The marks of each contender; the last phase ends with the first answer. */
export const startMarks: Readonly<Record<string, readonly Mark[]>> = {
  spin: onSpin,
  'spin-quickjs': onSpin,
  'spin-noop': onSpin,
  wasmtime: [{ part: 'exec', ends: /\.wasm", O_RDONLY/ }, cached, executable, listening],
  'wasmtime-ahead': [{ part: 'exec', ends: /\.cwasm", O_RDONLY/ }, executable, listening],
  container: inContainer,
  'container-typical': inContainer,
};

/** containerd asks a shim about itself, then starts it. */
const runsShim = /execve\("[^"]*containerd-shim-[a-z]+-v2"/;

/** What happens to any pod before its container is made: lines of the API server's watch and of containerd's log. */
const ofAnyPod: readonly Mark[] = [
  { part: 'scheduled', ends: / api scheduled/ },
  { part: 'kubelet', ends: / cri RunPodSandbox for / },
  { part: 'network', ends: runsShim },
  { part: 'info', ends: runsShim },
  { part: 'sandbox', ends: / cri RunPodSandbox for .*returns sandbox id/ },
  { part: 'created', ends: / cri StartContainer for / },
];

/** The shim that containerd starts, the pod's shim, and the process that becomes the container read it in turn. */
const readsConfiguration = /\/config\.json", O_RDONLY/;

const inSpinPod: readonly Mark[] = [
  ...ofAnyPod,
  { part: 'task', ends: runsShim },
  { part: 'info', ends: runsShim },
  { part: 'task', ends: readsConfiguration },
  { part: 'task', ends: readsConfiguration },
  { part: 'content', ends: readsConfiguration },
  { part: 'container', ends: /openat\(.*"\/\.cache\/[^"]+", O_WRONLY/ },
  { part: 'layer', ends: /openat\(.*"\/\.cache\/[^"]+", O_RDONLY/ },
  executable,
  listening,
];

/** The marks of each contender's pods. */
export const podMarks: Readonly<Record<string, readonly Mark[]>> = {
  spin: inSpinPod,
  'spin-quickjs': inSpinPod,
  container: [
    ...ofAnyPod,
    { part: 'task', ends: /execve\("[^"]*\/runc", .*"create"/ },
    ...inContainer,
  ],
};

export const lastPart = 'instance';

/** A phase and how long it took. */
export interface Phase {
  readonly part: string;
  readonly milliseconds: number;
}

const secondsOf = (line: string): number => Number(/^\d+\s+(\d+\.\d+)/.exec(line)?.[1]);

/**
 * @param log the output of `strace -f -ttt`
 * @param answered when the first answer had arrived, in seconds since 1970
 * @throws Error that names a phase whose end is not in the log
 */
export const phasesIn = (log: string, marks: readonly Mark[], answered: number): Phase[] => {
  const lines = log.split('\n').filter((line) => /^\d+\s+\d+\.\d+/.test(line));
  let before = secondsOf(lines[0] ?? '');
  let from = 0;
  const phases = marks.map(({ part, ends, last }, index): Phase => {
    const next = marks[index + 1];
    const limit = last && next ? indexFrom(lines, next.ends, from) : lines.length;
    const matching = lines
      .map((line, at) => ({ line, at }))
      .filter(({ line, at }) => at >= from && at < limit && ends.test(line));
    const found = last ? matching.at(-1) : matching[0];
    if (!found) throw new Error(`The trace has no end of the phase "${part}": ${ends}.`);
    const milliseconds = (secondsOf(found.line) - before) * 1000;
    before = secondsOf(found.line);
    from = found.at + 1;
    return { part, milliseconds };
  });
  return [...phases, { part: lastPart, milliseconds: (answered - before) * 1000 }];
};

const indexFrom = (lines: readonly string[], pattern: RegExp, from: number): number => {
  const found = lines.findIndex((line, at) => at >= from && pattern.test(line));
  return found < 0 ? lines.length : found;
};
