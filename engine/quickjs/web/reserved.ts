/** Reserves places that the build fills in when it has the memory of the component: engine/quickjs/pack.ts. */
import inflate from 'tiny-inflate';
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

/** The header of gzip without a name, and the trailer: a checksum and the length (RFC 1952). */
const [headerLength, trailerLength] = [10, 8] as const;

/**
 * What nearly every client takes as gzip: having the content too would make the component a tenth larger.
 *
 * @param length of the content, in bytes
 */
export const packedAsGzip = (gzip: Uint8Array<ArrayBuffer>, length: number): Packed => ({
  gzip: () => gzip,
  content: () => {
    const content = new Uint8Array(length);
    inflate(gzip.subarray(headerLength, gzip.length - trailerLength), content);
    return content;
  },
});

/** What nobody asks for as gzip. */
export const packedAsContent = (content: Uint8Array<ArrayBuffer>): Packed => ({
  gzip: () => {
    throw new Error('It was not packed as gzip.');
  },
  content: () => content,
});
