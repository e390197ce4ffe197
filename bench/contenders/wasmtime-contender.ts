import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { wasmtime as runtime, wasmtimeServe } from '../../harness/wasmtime.js';
import { freePort } from '../../lib/free-port.js';
import { firstLine, programOf } from '../../lib/programs.js';
import type { Contender, StartOptions } from '../contender.js';
import { launch } from '../workspace/processes.js';
import { runVariable, type Workspace } from '../workspace/workspace.js';
import { digestsOf } from './digests.js';
import { firstMissing } from './prerequisites.js';

const [{ file }] = runtime.services;

const onWasmtime = {
  kind: 'service',
  isolation: 'instance per request',
  hasStore: false,
  missing: () =>
    firstMissing([
      { runtime, add: runtime.remedy },
      { file: runtime.services[0].file, add: 'Run: npm run build' },
    ]),
  version: () => firstLine(programOf('wasmtime'), '--version'),
  digests: () => digestsOf(file),
} as const;

const serve = async (
  options: StartOptions,
  what: Pick<NonNullable<Parameters<typeof wasmtimeServe>[0]>, 'component' | 'args'> = {},
) => {
  const listen = `127.0.0.1:${await freePort()}`;
  return launch(wasmtimeServe({ listen, ...what }), [`http://${listen}`], options);
};

/** The portable component on `wasmtime serve`, whose store lasts for one request and is seeded by each. */
export const wasmtime: Contender = {
  ...onWasmtime,
  id: 'wasmtime',
  title: 'StarlingMonkey on wasmtime',
  start: (options) => serve(options),
};

const compiled = (workspace: Workspace): string => join(workspace.directory, 'ahead.cwasm');

/** The same component compiled before the start, as an operator would; wasmtime maps the file. */
export const wasmtimeAhead: Contender = {
  ...onWasmtime,
  id: 'wasmtime-ahead',
  title: 'StarlingMonkey on wasmtime (compiled ahead)',
  prepare: async (workspace) => {
    const command = ['compile', '-o', compiled(workspace), file];
    await promisify(execFile)(programOf('wasmtime'), command, {
      env: { ...process.env, [runVariable]: workspace.name },
    });
  },
  start: (options) =>
    serve(options, { component: compiled(options.workspace), args: ['--allow-precompiled'] }),
};
