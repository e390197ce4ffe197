/** Creates a module from the state of an instance: its memory and globals become the module's initial values. */
import { writeSegments } from '../../lib/memory-image.js';
import {
  opcode,
  pageSize,
  Reader,
  readSections,
  type Section,
  section,
  writeName,
  writeSection,
  writeSigned,
  writeU32,
} from '../../lib/wasm-binary.js';

/** The name under which a mutable global is exported. */
const globalName = (index: number): string => `mutable global ${index}`;

const kind = { memory: 2, global: 3 } as const;
const valueTypes = { i32: 0x7f, i64: 0x7e } as const;
const opcodes = { ...opcode, i64Const: 0x42, globalGet: 0x23 } as const;

/** @returns the module with its mutable globals exported, as required by `createSnapshot`. */
export const exposeGlobals = (module: Uint8Array): Uint8Array<ArrayBuffer> => {
  const sections = readSections(module);
  const exposed = readGlobals(sections)
    .flatMap(({ mutable }, index) => (mutable ? [index] : []))
    .map((index) => [writeName(globalName(index)), Buffer.of(kind.global), writeU32(index)]);
  return rewrite(module, sections, ({ id, body }) => {
    if (id !== section.export) return [{ id, body }];
    const reader = new Reader(body);
    const count = reader.u32() + exposed.length;
    return [{ id, body: Buffer.concat([writeU32(count), reader.rest(), ...exposed.flat()]) }];
  });
};

/**
 * @param module a core module with one memory, whose tables do not change
 * @param exports of an instance of the module with its globals exposed
 * @param initializers exports that have been called, and are removed from the snapshot
 * @returns the module in the state of the instance
 */
export const createSnapshot = (
  module: Uint8Array,
  exports: WebAssembly.Exports,
  initializers: readonly string[],
): Uint8Array => {
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('The module exports no memory.');
  const image = new Uint8Array(memory.buffer);
  const segments = writeSegments(image);
  const sections = readSections(module);

  return rewrite(module, sections, ({ id, body }) => {
    switch (id) {
      case section.memory:
        return [{ id, body: withMinimum(body, image.length / pageSize) }];
      case section.global:
        return [{ id, body: withValues(readGlobals(sections), exports) }];
      case section.export:
        return [{ id, body: without(body, initializers) }];
      case section.start:
        return [];
      case section.dataCount:
        return [{ id, body: writeU32(segments.length) }];
      case section.data:
        return [{ id, body: Buffer.concat([writeU32(segments.length), ...segments]) }];
      default:
        return [{ id, body }];
    }
  });
};

const rewrite = (
  module: Uint8Array,
  sections: readonly Section[],
  change: (section: Section) => readonly Section[],
): Uint8Array<ArrayBuffer> =>
  Buffer.concat([
    module.subarray(0, 8),
    ...sections.flatMap(change).map(({ id, body }) => writeSection(id, body)),
  ]);

interface Global {
  /** Type and mutability, as encoded. */
  readonly type: Uint8Array;
  readonly mutable: boolean;
  readonly initializer: Uint8Array;
}

const readGlobals = (sections: readonly Section[]): Global[] => {
  const body = sections.find(({ id }) => id === section.global)?.body;
  if (!body) return [];
  const reader = new Reader(body);
  return Array.from({ length: reader.u32() }, () => {
    const type = reader.bytes(2);
    const start = reader.rest();
    const code = reader.byte();
    if (code !== opcodes.i32Const && code !== opcodes.i64Const && code !== opcodes.globalGet) {
      throw new Error(`Unsupported opcode ${code} in the initializer of a global.`);
    }
    while (reader.byte() >= 0x80);
    if (reader.byte() !== opcode.end)
      throw new Error('Unsupported initializer of a global with several instructions.');
    const initializer = start.subarray(0, start.length - reader.rest().length);
    return { type, mutable: type[1] === 1, initializer };
  });
};

const withValues = (globals: readonly Global[], exports: WebAssembly.Exports): Buffer => {
  const written = globals.map(({ type, mutable, initializer }, index) => {
    const global = exports[globalName(index)];
    if (!mutable || !(global instanceof WebAssembly.Global)) return [type, initializer];
    const is64 = type[0] === valueTypes.i64;
    if (!is64 && type[0] !== valueTypes.i32)
      throw new Error('Unsupported mutable global that is not an integer.');
    const code = is64 ? opcodes.i64Const : opcode.i32Const;
    return [type, Buffer.of(code), writeSigned(BigInt(global.value)), Buffer.of(opcode.end)];
  });
  return Buffer.concat([writeU32(globals.length), ...written.flat()]);
};

const withMinimum = (memories: Uint8Array, pages: number): Buffer => {
  const reader = new Reader(memories);
  if (reader.u32() !== 1) throw new Error('The module has several memories.');
  const flags = reader.bytes(1);
  reader.u32();
  return Buffer.concat([writeU32(1), flags, writeU32(pages), reader.rest()]);
};

const without = (body: Uint8Array, names: readonly string[]): Buffer => {
  const reader = new Reader(body);
  const kept = Array.from({ length: reader.u32() }, () => {
    const name = Buffer.from(reader.bytes(reader.u32())).toString();
    const [exported = 0] = reader.bytes(1);
    return { name, written: [writeName(name), Buffer.of(exported), writeU32(reader.u32())] };
  }).filter(({ name }) => !names.includes(name));
  return Buffer.concat([writeU32(kept.length), ...kept.flatMap(({ written }) => written)]);
};
