/**
 * The part of the WebAssembly JavaScript Interface 2.0 used by the host. TypeScript declares it only in its `dom`
 * library, with other globals that Node lacks.
 */
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>;

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Readonly<Record<string, unknown>>;
  }

  class Memory {
    /** @param limits in pages of 64 KiB */
    constructor(limits: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
  }

  function compile(bytes: Uint8Array): Promise<Module>;
  function validate(bytes: Uint8Array): boolean;
}
