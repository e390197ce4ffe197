/** Unpacks the entries of the bundled revision: one compressed block, a third of their size. */
import type { Packed } from '../../encoding/packed.js';
import type { Entry } from './revision.js';

/** The suffix and the length of each packed entry, in order. */
export type Contents = readonly (readonly [suffix: string, bytes: number])[];

/**
 * @param contents the table of contents
 * @param packed the concatenated entries
 */
export const unpack = async (contents: Contents, packed: Packed): Promise<readonly Entry[]> => {
  const bytes = await packed.content();
  let end = 0;
  return contents.map(([suffix, length]) => {
    end += length;
    return [suffix, bytes.subarray(end - length, end)];
  });
};
