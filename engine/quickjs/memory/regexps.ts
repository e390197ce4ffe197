/** Compiled regular expressions, which lie in blocks larger than they are. Names are those of libregexp.c. */
import type { Block } from './chunks.js';
import type { Words } from './words.js';

/** Fields of the header: flags and the number of groups, and the length of what follows it. */
const field = { flags: 0, groups: 2, length: 4 } as const;
const headerBytes = 8;
const flagsMask = 0xfff;
/** The last operation of each, `REOP_match`. */
const match = 0x10;

/** Zeroes what follows the last operation of each: it is left of what was in the block before. */
export const zeroAfterRegExps = (words: Words, blocks: readonly Block[]): void => {
  for (const { start, end } of blocks) {
    const last = start + headerBytes + words.u32(start + field.length) - 1;
    const isRegExp =
      last > start + headerBytes &&
      last < end &&
      words.u8(last) === match &&
      words.u8(start + field.groups) > 0 &&
      words.u16(start + field.flags) <= flagsMask;
    if (isRegExp) words.zero(last + 1, end);
  }
};
