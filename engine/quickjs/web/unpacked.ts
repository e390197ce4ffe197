import type { Packed } from '../../../src/encoding/packed.js';

/** @returns what was packed, out of base64: the memory of the component begins with the bytes in it */
export const unpacked = (gzip: string, content: string): Packed => {
  const bytes = { gzip: Uint8Array.fromBase64(gzip), content: Uint8Array.fromBase64(content) };
  return { gzip: () => bytes.gzip, content: () => bytes.content };
};
