/**
/**
 * Reads the data that the build (engine/starlingmonkey/pack.ts) packs into the component: gzip (RFC 1952) as base64, in
 * a comment. The engine keeps a function's source text once on its heap, but a string literal three times.
 */
import { joinBytes } from './bytes.js';
import type { Packed } from './packed.js';

/** @param carrier a function whose only content is a comment with the data */
export const packedInComment = (carrier: () => void): Packed => ({
  gzip: () => gzipOf(carrier),
  content: () => inflate(gzipOf(carrier)),
});

const gzipOf = (carrier: () => void): Uint8Array<ArrayBuffer> => {
  const source = carrier.toString();
  const binary = atob(source.slice(source.indexOf('/*!') + 3, source.lastIndexOf('*/')));
  // A loop, because `Uint8Array.from` takes the engine twenty times as long.
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
  return joinBytes(chunks);
};
