/** Compiled regular expressions, which lie in blocks larger than they are. Names are those of libregexp.c. */
import type { Block } from './chunks.js';
import type { Words } from './words.js';

/** Fields of the header: flags, the number of groups, and the length of the operations that follow it. */
const field = { flags: 0, groups: 2, length: 4 } as const;
const headerBytes = 8;
const flagsMask = 0xfff;
const hasNames = 0x80;
/** The last operation of each, `REOP_match`. */
const match = 0x10;

/** Zeroes what follows each: it is left of what was in the block before. */
export const zeroAfterRegExps = (words: Words, blocks: readonly Block[]): void => {
  for (const block of blocks) {
    const end = endOfRegExp(words, block);
    if (end !== undefined) words.zero(end, block.end);
  }
};

/** @returns undefined where there is none in the block */
const endOfRegExp = (words: Words, { start, end }: Block): number | undefined => {
  const operations = start + headerBytes + words.u32(start + field.length);
  const groups = words.u8(start + field.groups);
  const isRegExp =
    operations > start + headerBytes &&
    operations <= end &&
    words.u8(operations - 1) === match &&
    words.u16(start + field.flags) <= flagsMask &&
    groups > 0;
  if (!isRegExp) return undefined;
  if ((words.u16(start + field.flags) & hasNames) === 0) return operations;
  let names = operations;
  for (let group = 1; group < groups; group++) {
    while (names < end && words.u8(names) !== 0) names++;
    // After the zero that ends a name there is a byte that says to which alternative it belongs.
    names += 2;
  }
  return Math.min(names, end);
};
