/**
 * Replaces Wizer in componentize-js to make builds reproducible. Runs the engine's initialization, and writes a module
 * with the resulting memory and globals. With Wizer, the snapshot contains traces of the time, random numbers, inodes
 * and a random folder name; here these are always the same.
 *
 * Accepts the options of Wizer that componentize-js uses, and the engine's command line on standard input.
 */
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { WASI } from 'node:wasi';
import { adaptGlue } from './glue.js';
import { type HostFunction, type Rehearsal, rehearsalOf, rehearsalVariable } from './rehearsal.js';
import { createSnapshot, exposeGlobals } from './snapshot.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'allow-wasi': { type: 'boolean' },
    'init-func': { type: 'string', default: '' },
    dir: { type: 'string', default: '' },
    mapdir: { type: 'string', default: '' },
    'wasm-bulk-memory': { type: 'string' },
    'inherit-env': { type: 'string' },
    output: { type: 'string', short: 'o', default: '' },
  },
});

/** The fixed path at which the engine sees the script of componentize-js. Our script is below the root. */
const initializer = '/sources';

/** The engine sees all of the environment but this. */
const { [rehearsalVariable]: script = '', ...environment } = process.env;

const main = async () => {
  const [input = ''] = positionals;
  const root = values.mapdir.replace('/::', '');
  const commandLine = join(dirname(input), 'command-line');
  writeFileSync(
    commandLine,
    readFileSync(0, 'utf8').replaceAll(values.dir, initializer).replaceAll(`${root}/`, '/'),
  );
  const wasi = new WASI({
    version: 'preview1',
    env: environment,
    preopens: { [initializer]: values.dir, '/': root },
    stdin: openSync(commandLine, 'r'),
  });

  const engine = readFileSync(input);
  const module = await WebAssembly.compile(exposeGlobals(engine));
  const glue = join(values.dir, 'initializer.js');
  const rehearsal =
    script === ''
      ? undefined
      : rehearsalOf(JSON.parse(readFileSync(script, 'utf8')) as Rehearsal, () => instance.exports);
  if (rehearsal) writeFileSync(glue, adaptGlue(readFileSync(glue, 'utf8')));
  const instance: WebAssembly.Instance = await WebAssembly.instantiate(module, {
    ...hostFunctions(module, rehearsal?.functions ?? {}),
    wasi_snapshot_preview1: deterministicWasi(wasi, () => memoryOf(instance)),
  });
  const initialize = instance.exports[values['init-func']];
  if (typeof initialize !== 'function')
    throw new Error('The engine does not export its initialization function.');
  wasi.initialize(instance);
  initialize();
  rehearsal?.run();
  const initializers = ['_initialize', values['init-func']];
  writeFileSync(
    values.output.replace(/^=/, ''),
    createSnapshot(engine, instance.exports, initializers),
  );
};

const memoryOf = ({ exports }: WebAssembly.Instance): DataView => {
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('The engine exports no memory.');
  return new DataView(memory.buffer);
};

/** @returns the host's functions: those of the rehearsal, and others that may only be called during requests. */
const hostFunctions = (
  module: WebAssembly.Module,
  offered: Readonly<Record<string, HostFunction>>,
): WebAssembly.Imports => {
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    // Handles that the rehearsal drops stand for nothing.
    const drops = name.startsWith('[resource-drop]') ? () => {} : undefined;
    imports[from][name] =
      drops ??
      offered[`${from.replace(/@.*/, '')} ${name}`] ??
      (() => {
        throw new Error(`The engine called ${name} of ${from} during initialization.`);
      });
  }
  return imports;
};

/** Offsets in WASI's `filestat` of fields that vary: device, inode, links and times. */
const varyingFields = [0, 8, 24, 40, 48, 56] as const;

/** @returns the functions of WASI with the same results in every run. */
const deterministicWasi = (
  { wasiImport }: WASI,
  memory: () => DataView,
): WebAssembly.ModuleImports => {
  let time = 0n;
  let random = 0;
  const fixed =
    (name: string, at: number) =>
    (...parameters: readonly unknown[]): number => {
      const result = wasiImport[name](...parameters);
      for (const field of varyingFields)
        memory().setBigUint64(Number(parameters[at]) + field, 0n, true);
      return result;
    };
  return {
    ...wasiImport,
    clock_time_get: (_clock: number, _precision: bigint, address: number) => {
      time += 1000n;
      memory().setBigUint64(address, time, true);
      return 0;
    },
    random_get: (address: number, length: number) => {
      for (let offset = 0; offset < length; offset++) {
        random = (Math.imul(random, 1_103_515_245) + 12_345) | 0;
        memory().setUint8(address + offset, random >>> 16);
      }
      return 0;
    },
    fd_filestat_get: fixed('fd_filestat_get', 1),
    path_filestat_get: fixed('path_filestat_get', 4),
  };
};

await main();
