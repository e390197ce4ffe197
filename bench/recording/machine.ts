import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, release, totalmem, type, version } from 'node:os';
import type { Samples } from '../../curation/verdicts/recorded-run.js';
import { readVersion } from '../../lib/package.js';

/** @returns everything besides the program that affects a measurement. */
export const describeMachine = () => ({
  date: new Date().toISOString(),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  system: `${type()} ${release()}`,
  node: process.version,
  v8: process.versions.v8,
  packages: Object.fromEntries(
    ['@bytecodealliance/componentize-js', '@bytecodealliance/jco', 'libsql', 'autocannon'].map(
      (name) => [name, readVersion(`node_modules/${name}/package.json`)],
    ),
  ),
});

/** @returns the machine as stored in recorded runs; by default it is named after its CPU. */
export const identifyMachine = (
  { cpu, cores, memoryMiB }: ReturnType<typeof describeMachine>,
  name = `${cpu} ${cores} cores`,
): Samples['machine'] => ({
  id: name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, ''),
  cpu,
  architecture: arch(),
  cores,
  memory_mib: memoryMiB,
  page_bytes: Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })),
  system: version().slice(0, 120),
  kernel: `${type()} ${release()}`,
});
