/** Reserves places that the build fills in when it has the memory of the component: engine/quickjs/pack.ts. */
import type { Packed } from '../../../src/encoding/packed.js';

/** With this bit the mark is no ASCII, so that the script's own text has it nowhere. */
const markBit = 0x80;

/** @returns bytes that begin with the mark, and are others when a request comes */
export const reserved = (mark: string, length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(Math.max(length, mark.length));
  for (let index = 0; index < mark.length; index++) {
    bytes[index] = mark.charCodeAt(index) ^ markBit;
  }
  return bytes.subarray(0, length);
};

export const packedFrom = (
  gzip: Uint8Array<ArrayBuffer> | undefined,
  content: Uint8Array<ArrayBuffer>,
): Packed => ({
  gzip: () => {
    if (!gzip) throw new Error('It was not packed as gzip.');
    return gzip;
  },
  content: () => content,
});
