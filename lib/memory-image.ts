/** What the memory of a core module holds at first, as bytes and as the body of its data section. */
import { opcode, pageSize, Reader, writeSigned, writeU32 } from './wasm-binary.js';

/**
 * @param data the body of a data section
 * @param pages how large the memory is
 * @returns undefined where a segment is not an active one with a constant offset
 */
export const readImage = (data: Uint8Array, pages: number): Uint8Array | undefined => {
  const image = new Uint8Array(pages * pageSize);
  const reader = new Reader(data);
  for (let rest = reader.u32(); rest > 0; rest--) {
    const activeInMemory0 = reader.u32() === 0;
    if (!activeInMemory0 || reader.byte() !== opcode.i32Const) return undefined;
    const offset = reader.u32();
    if (reader.byte() !== opcode.end) return undefined;
    image.set(reader.bytes(reader.u32()), offset);
  }
  return image;
};

/** Fewer zeros than a segment of its own takes are part of the segment. */
const minGap = 12;

/** @returns the segments of a data section that fill a memory with `image`. */
export const writeSegments = (image: Uint8Array): Buffer[] => {
  const words = new Uint32Array(image.buffer, image.byteOffset, image.length / 4);
  const segments: Buffer[] = [];
  let start = -1;
  let end = -1;
  const finish = () => {
    if (start < 0) return;
    segments.push(writeSegment(start * 4, image.subarray(start * 4, end * 4)));
  };
  for (let index = 0; index < words.length; index++) {
    if (words[index] === 0) continue;
    if (start < 0 || (index - end) * 4 >= minGap) {
      finish();
      start = index;
    }
    end = index + 1;
  }
  finish();
  return segments;
};

/** An active segment of memory 0. */
const writeSegment = (offset: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.of(0, opcode.i32Const),
    writeSigned(BigInt(offset)),
    Buffer.of(opcode.end),
    writeU32(bytes.length),
    bytes,
  ]);
