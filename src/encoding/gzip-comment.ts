/**
 * Content packed for StarlingMonkey: gzip as base64, in a comment. The engine's heap keeps a function's
 * source text once, but three times over what stands in a string literal.
 * engine/starlingmonkey/pack.ts writes what this reads.
 */
import { concatenate } from './bytes.js';
import type { Packed } from './packed.js';

/** @param carrier a function with one comment in it, for the sake of that comment */
export const packedInComment = (carrier: () => void): Packed => ({
  gzip: () => gzipOf(carrier),
  content: () => inflate(gzipOf(carrier)),
});

const gzipOf = (carrier: () => void): Uint8Array<ArrayBuffer> => {
  const source = carrier.toString();
  const binary = atob(source.slice(source.indexOf('/*!') + 3, source.lastIndexOf('*/')));
  // A loop, for `Uint8Array.from` takes the engine twenty times as long.
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
};

const inflate = async (gzip: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
  const reader = new Blob([gzip]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  for (let read = await reader.read(); read.value; read = await reader.read()) {
    chunks.push(read.value);
  }
  return concatenate(chunks);
};
