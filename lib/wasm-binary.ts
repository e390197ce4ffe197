/** Reading and writing core modules in the binary format of WebAssembly. */

/** Section numbers of the WebAssembly core specification 2.0, section 5.5.2. */
export const section = {
  custom: 0,
  import: 2,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  data: 11,
  dataCount: 12,
} as const;

export const pageSize = 65_536;

export const opcode = { i32Const: 0x41, end: 0x0b } as const;

export interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/** @returns the sections of a module, in their order. */
export const readSections = (module: Uint8Array): Section[] => {
  const reader = new Reader(module.subarray(8));
  const sections: Section[] = [];
  while (!reader.done) {
    const id = reader.byte();
    sections.push({ id, body: reader.bytes(reader.u32()) });
  }
  return sections;
};

export const writeSection = (id: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(id), writeU32(body.length), body]);

export const writeName = (name: string): Buffer =>
  Buffer.concat([writeU32(name.length), Buffer.from(name)]);

/** LEB128, unsigned, as the binary format writes numbers. */
export const writeU32 = (value: number): Buffer => {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
};

/** LEB128, signed. */
export const writeSigned = (value: bigint): Buffer => {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const byte = Number(rest & 0x7fn);
    const isLast = rest >> 6n === 0n || rest >> 6n === -1n;
    bytes.push(isLast ? byte : byte | 0x80);
    if (isLast) return Buffer.from(bytes);
  }
};

/** Reads a part of a module from its beginning on. */
export class Reader {
  private position = 0;

  constructor(private readonly source: Uint8Array) {}

  get done(): boolean {
    return this.position >= this.source.length;
  }

  byte(): number {
    const byte = this.source[this.position++];
    if (byte === undefined) throw new RangeError('The WebAssembly module ends too early');
    return byte;
  }

  /** LEB128. Offsets up to 2^31, written as signed numbers, read the same. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  bytes(length: number): Uint8Array {
    const bytes = this.source.subarray(this.position, this.position + length);
    this.position += length;
    return bytes;
  }

  rest(): Uint8Array {
    return this.source.subarray(this.position);
  }
}
