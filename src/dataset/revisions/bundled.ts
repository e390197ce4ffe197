/** A revision's entries as the bundle carries them: one packed block, a third of their size. */
import type { Packed } from '../../encoding/packed.js';
import type { Entry } from './revision.js';

/** The suffix and the length in bytes of each entry, in the order in which they are packed. */
export type Contents = readonly (readonly [suffix: string, bytes: number])[];

/**
 * @param contents what is packed
 * @param packed the entries, one after another
 */
export const unpack = async (contents: Contents, packed: Packed): Promise<readonly Entry[]> => {
  const bytes = await packed.content();
  let end = 0;
  return contents.map(([suffix, length]) => {
    end += length;
    return [suffix, bytes.subarray(end - length, end)];
  });
};
