/** A revision's entries as the bundle carries them: one deflated block, a third of their size. */
import type { Entry } from './revision.js';

/** The suffix and the length in bytes of each entry, in the order in which they are packed. */
export type Contents = readonly (readonly [suffix: string, bytes: number])[];

/**
 * @param contents what is packed
 * @param source the text of a function with one comment in it: the deflated entries (RFC 1951) as base64
 */
export const unpack = async (contents: Contents, source: string): Promise<readonly Entry[]> => {
  const base64 = /\/\*!(.*)\*\//.exec(source)?.[1] ?? '';
  const deflated = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
  const entries = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(entries).arrayBuffer());
  let end = 0;
  return contents.map(([suffix, length]) => {
    end += length;
    return [suffix, bytes.subarray(end - length, end)];
  });
};
