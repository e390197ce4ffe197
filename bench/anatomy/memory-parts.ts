/** What the memory of processes consists of, from their mappings. */
import { readFileSync } from 'node:fs';

/** MiB of the proportional set size, by part. */
export type MemoryParts = Readonly<Record<string, number>>;

interface Mapping {
  readonly start: string;
  readonly end: string;
  readonly isExecutable: boolean;
  readonly path: string;
  readonly kibibytes: number;
}

const header = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+\s*(.*)$/;

/** @returns the mappings in /proc/<pid>/smaps. */
export const mappingsIn = (smaps: string): Mapping[] => {
  const mappings: Mapping[] = [];
  for (const line of smaps.split('\n')) {
    const [, start, end, permissions, path = ''] = header.exec(line) ?? [];
    if (start && end && permissions) {
      mappings.push({ start, end, isExecutable: permissions[2] === 'x', path, kibibytes: 0 });
    }
    const [, pss] = /^Pss:\s+(\d+) kB$/.exec(line) ?? [];
    const last = mappings.at(-1);
    if (pss && last) mappings[mappings.length - 1] = { ...last, kibibytes: Number(pss) };
  }
  return mappings;
};

/** Processes that exist for the sake of the app's own: shim, zygote and pause. */
const helpers = /^(?:containerd-shim|pause)/;

/** Wasmtime keeps a component's initial memory in such files, and maps compiled code from such. */
const guestFile = /^\/memfd:wasm/;
const compiledFile = /\.cwasm|\/\.cache\/|wasmtime/;

/**
 * Code that was compiled ahead is one allocation, of which a part is executable; so what is adjacent to executable
 * memory without a file belongs to it.
 */
const compiledMappings = (mappings: readonly Mapping[]): Set<Mapping> => {
  const anonymous = mappings.filter(({ path }) => path === '');
  const found = new Set(anonymous.filter(({ isExecutable }) => isExecutable));
  for (const one of [...found]) {
    for (const other of anonymous) {
      if (other.start === one.end || other.end === one.start) found.add(other);
    }
  }
  return found;
};

const partOf = (mapping: Mapping, compiled: ReadonlySet<Mapping>): string => {
  const { path } = mapping;
  if (compiled.has(mapping) || compiledFile.test(path)) return 'compiled';
  if (guestFile.test(path)) return 'guest';
  if (path === '[heap]') return 'heap';
  return path.startsWith('/') ? 'program' : 'anonymous';
};

/** @returns the memory of the processes together. */
export const memoryPartsOf = (pids: readonly number[]): MemoryParts => {
  const parts: Record<string, number> = {};
  for (const pid of pids) {
    const isHelper = helpers.test(readProc(pid, 'comm'));
    const mappings = mappingsIn(readProc(pid, 'smaps'));
    const compiled = compiledMappings(mappings);
    for (const mapping of mappings) {
      const part = isHelper ? 'helpers' : partOf(mapping, compiled);
      parts[part] = (parts[part] ?? 0) + mapping.kibibytes / 1024;
    }
  }
  return parts;
};

/** @returns an empty text if the process has ended. */
const readProc = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
};
