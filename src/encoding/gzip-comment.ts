/**
 * What the build packs into the component: gzip (RFC 1952) as base64, in a comment. The engine's heap
 * keeps a function's source text once, but three times over what stands in a string literal.
 * engine/pack.ts writes what this reads.
 */
import { concatenate } from './bytes.js';

/** A function with one comment in it, for the sake of that comment. */
export type Packed = () => void;

/** @returns the gzip that a function carries. */
export const gzipOf = (packed: Packed): Uint8Array<ArrayBuffer> => {
  const source = packed.toString();
  const binary = atob(source.slice(source.indexOf('/*!') + 3, source.lastIndexOf('*/')));
  // A loop, for `Uint8Array.from` takes the engine twenty times as long.
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
};

/** @returns the bytes that `gzip` was made from. */
export const inflate = async (gzip: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
  const reader = new Blob([gzip]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  for (let read = await reader.read(); read.value; read = await reader.read()) {
    chunks.push(read.value);
  }
  return concatenate(chunks);
};
