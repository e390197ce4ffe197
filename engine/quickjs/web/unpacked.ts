import type { Packed } from '../../../src/encoding/packed.js';

/**
 * @param gzip a function with base64 in a comment: a literal would stay in the engine's memory
 * @param content the same for what the gzip was made from
 * @returns what was packed; the memory of the component begins with the bytes in it
 */
export const unpacked = (gzip: () => void, content: () => void): Packed => {
  const bytes = { gzip: bytesIn(gzip), content: bytesIn(content) };
  return { gzip: () => bytes.gzip, content: () => bytes.content };
};

const bytesIn = (carrier: () => void): Uint8Array<ArrayBuffer> => {
  const source = carrier.toString();
  return Uint8Array.fromBase64(source.slice(source.indexOf('/*!') + 3, source.lastIndexOf('*/')));
};
