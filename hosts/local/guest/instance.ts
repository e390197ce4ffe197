import type { IncomingRequest, ResponseOutparam } from '../wasi/http.js';
import { monotonicNow } from '../wasi/time.js';
import { memoryImport } from './core-module.js';
import type { CompiledModule } from './protocol.js';

/** A component's export `wasi:http/incoming-handler`. */
interface IncomingHandler {
  handle(request: IncomingRequest, response: ResponseOutparam): void;
}

/** What jco's JavaScript for a component exports. */
export interface TranspiledModule {
  instantiate(
    getCoreModule: (file: string) => WebAssembly.Module,
    imports: Readonly<Record<string, object>>,
    instantiateCore: (
      module: WebAssembly.Module,
      imports?: WebAssembly.Imports,
    ) => WebAssembly.Instance,
  ): { readonly incomingHandler: IncomingHandler };
}

/** How much memory a guest may have, in pages of 64 KiB: 512 MiB. */
const maxPages = 8192;

/**
 * Makes fresh instances of one component.
 *
 * @param transpiled jco's JavaScript for it
 * @param modules its core modules
 * @param interfaces makes the host's side of its imports for one instance
 * @returns a function that prepares an instance, which may handle one request
 */
export const instanceFactory = (
  transpiled: TranspiledModule,
  modules: readonly CompiledModule[],
  interfaces: () => Readonly<Record<string, object>>,
): (() => IncomingHandler) => {
  const memories = new Memories();
  const byFile = new Map(modules.map((compiled) => [compiled.file, compiled.module]));
  const images = new Map(modules.map((compiled) => [compiled.module, compiled.image]));

  const getCoreModule = (file: string) => {
    const module = byFile.get(file);
    if (!module) throw new Error(`The component has no core module ${file}`);
    return module;
  };

  return () => {
    let giveBack = () => {};
    const { incomingHandler } = transpiled.instantiate(
      getCoreModule,
      interfaces(),
      (module, lowered = {}) => {
        const imports = withDirectClock(lowered);
        const image = images.get(module);
        if (!image) return new WebAssembly.Instance(module, imports);
        const memory = memories.take(image);
        giveBack = () => memories.giveBack(memory, image);
        const { module: from, name } = memoryImport;
        return new WebAssembly.Instance(module, { ...imports, [from]: { [name]: memory } });
      },
    );
    return {
      handle(request, response) {
        try {
          incomingHandler.handle(request, response);
        } finally {
          giveBack();
        }
      },
    };
  };
};

/**
 * The engine asks for the time seventy times a request, and jco's bookkeeping of a call costs more than the
 * call. A function from nothing to a number needs none of it.
 */
const withDirectClock = (imports: WebAssembly.Imports): WebAssembly.Imports =>
  Object.fromEntries(
    Object.entries(imports).map(([name, functions]) =>
      name.startsWith('wasi:clocks/monotonic-clock@')
        ? [name, { ...functions, now: monotonicNow }]
        : [name, functions],
    ),
  );

/** Memories of instances that are gone, each overwritten whole before it is used again. */
class Memories {
  private readonly idle: WebAssembly.Memory[] = [];

  take(image: Uint8Array): WebAssembly.Memory {
    const initial = image.length / 65_536;
    const memory = this.idle.pop() ?? new WebAssembly.Memory({ initial, maximum: maxPages });
    new Uint8Array(memory.buffer).set(image);
    return memory;
  }

  /** A memory can't shrink: one that has grown is left to the garbage collector. */
  giveBack(memory: WebAssembly.Memory, image: Uint8Array): void {
    if (memory.buffer.byteLength === image.length) this.idle.push(memory);
  }
}
