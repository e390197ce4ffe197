import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** @returns what a measurement depends on besides the program: machine, system, versions and time. */
export function describeMachine() {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    system: `${type()} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
    packages: Object.fromEntries(
      ['@bytecodealliance/componentize-js', '@bytecodealliance/jco', 'libsql', 'autocannon'].map(
        (name) => [name, versionOf(name)],
      ),
    ),
  };
}

function versionOf(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  return (manifest as { version: string }).version;
}
