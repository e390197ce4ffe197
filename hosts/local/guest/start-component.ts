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
  /** Values of the component's variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Directory of the key-value database. */
  readonly stateDir: string;
  /** How long a request may take, in milliseconds. */
  readonly requestTimeout: number;
  /** Called before work that takes seconds. */
  readonly onTranspile: () => void;
  /** Takes failures that belong to no request. */
  readonly onError: (error: Error) => void;
}

/** At least two, so that one request that hangs does not stop the others. */
const workers = Math.min(Math.max(availableParallelism(), 2), 8);

/** How many requests may wait for a component. */
const queueLimit = 512;

/**
 * Gets a component ready for requests.
 *
 * @returns as soon as it can take the first
 * @throws Error where it is missing, is no component, or imports what the host does not offer
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
    },
    modules: compileModules(transpiled),
    workers,
    queueLimit,
    requestTimeout: options.requestTimeout,
    onError: options.onError,
  });
};

/** Compiles a component's core modules, once for all workers, which share the machine code. */
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

/** A copy that threads see without copying it again. */
const shared = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
};
