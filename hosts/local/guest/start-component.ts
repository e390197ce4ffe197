import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ComponentDeclaration } from '../spin-manifest.js';
import { allowExtendedConstants } from './extended-constants.js';
import { Pool } from './pool.js';
import type { CompiledModule } from './protocol.js';
import { type TranspiledComponent, transpileComponent } from './transpile.js';

export interface ComponentOptions {
  readonly variables: Readonly<Record<string, string>>;
  /** The directory of the key-value database. */
  readonly stateDir: string;
  /** The time limit for a request, in milliseconds. */
  readonly requestTimeout: number;
  /** Whether to tell what each request took. */
  readonly measure: boolean;
  /** Called before transpiling, which takes seconds. */
  readonly onTranspile: () => void;
  /** Called for errors outside a request. */
  readonly onError: (error: Error) => void;
}

/** At least two, so that a request that hangs does not block the others. */
const workers = Math.min(Math.max(availableParallelism(), 2), 8);

/** The maximum number of waiting requests per component. */
const queueLimit = 512;

/**
 * Starts a component, and waits until it can serve its first request.
 *
 * @throws Error if the file is missing or not a component, or imports something the host does not offer
 */
export const startComponent = async (
  declaration: ComponentDeclaration,
  options: ComponentOptions,
): Promise<Pool> => {
  const transpiled = await transpileComponent(declaration.source, undefined, options.onTranspile);
  return Pool.start({
    script: new URL('./worker.js', import.meta.url),
    setup: {
      entry: pathToFileURL(join(transpiled.directory, transpiled.entry)).href,
      imports: transpiled.imports,
      grants: { stores: declaration.stores, variables: options.variables },
      stateDir: options.stateDir,
      measure: options.measure,
    },
    modules: compileModules(transpiled),
    workers,
    queueLimit,
    requestTimeout: options.requestTimeout,
    onError: options.onError,
  });
};

/** Compiles a component's core modules once; the workers share the machine code. */
export const compileModules = ({
  directory,
  coreModules,
}: TranspiledComponent): Promise<CompiledModule[]> => {
  allowExtendedConstants();
  return Promise.all(
    coreModules.map(async ({ file, imageFile }) => ({
      file,
      module: await WebAssembly.compile(await readFile(join(directory, file))),
      ...(imageFile && { image: shared(await readFile(join(directory, imageFile))) }),
    })),
  );
};

/** Copies bytes into memory that threads can share. */
const shared = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
};
