/** What the memory of processes consists of, from their mappings. */
import { readFileSync } from 'node:fs';

/** MiB of the proportional set size, by part. */
export type MemoryParts = Readonly<Record<string, number>>;

interface Mapping {
  readonly start: string;
  readonly end: string;
  readonly isExecutable: boolean;
  readonly path: string;
  /** Of the proportional set size, and of that what no other process has. */
  readonly kibibytes: number;
  readonly privateKibibytes: number;
}

const header = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+\s*(.*)$/;

/** @returns the mappings in /proc/<pid>/smaps. */
export const mappingsIn = (smaps: string): Mapping[] => {
  const mappings: Mapping[] = [];
  for (const line of smaps.split('\n')) {
    const [, start, end, permissions, path = ''] = header.exec(line) ?? [];
    if (start && end && permissions) {
      mappings.push({
        start,
        end,
        isExecutable: permissions[2] === 'x',
        path,
        kibibytes: 0,
        privateKibibytes: 0,
      });
    }
    const [, pss] = /^Pss:\s+(\d+) kB$/.exec(line) ?? [];
    const last = mappings.at(-1);
    const [, own] = /^Private_(?:Clean|Dirty):\s+(\d+) kB$/.exec(line) ?? [];
    if (pss && last) mappings[mappings.length - 1] = { ...last, kibibytes: Number(pss) };
    if (own && last) {
      const privateKibibytes = last.privateKibibytes + Number(own);
      mappings[mappings.length - 1] = { ...last, privateKibibytes };
    }
  }
  return mappings;
};

const shim = /^containerd-shim/;

/** @returns which of the processes that exist for the sake of the app's own it is, if any */
const helperOf = (pid: number): string | undefined => {
  const name = readProc(pid, 'comm');
  if (name.startsWith('pause')) return 'pause';
  if (!shim.test(name)) return undefined;
  const [, parent = ''] = /^PPid:\s+(\d+)/m.exec(readProc(pid, 'status')) ?? [];
  return shim.test(readProc(Number(parent), 'comm')) ? 'zygote' : 'shim';
};

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
    const helper = helperOf(pid);
    const mappings = mappingsIn(readProc(pid, 'smaps'));
    const compiled = compiledMappings(mappings);
    for (const mapping of mappings) {
      const part = helper ?? partOf(mapping, compiled);
      parts[part] = (parts[part] ?? 0) + mapping.kibibytes / 1024;
    }
  }
  return parts;
};

/** @returns the memory of the processes together, and how much of it they share with others, by proportion. */
export const sharingOf = (pids: readonly number[]): MemoryParts => {
  const mappings = pids.flatMap((pid) => mappingsIn(readProc(pid, 'smaps')));
  const mebibytes = (of: (mapping: Mapping) => number) =>
    mappings.reduce((sum, one) => sum + of(one), 0) / 1024;
  const own = mebibytes(({ privateKibibytes }) => privateKibibytes);
  return { private: own, shared: mebibytes(({ kibibytes }) => kibibytes) - own };
};

/** @returns an empty text if the process has ended. */
const readProc = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
};
