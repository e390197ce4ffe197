/** The engine keeps the source text of every function, for `toString`. Nobody here asks for it. */
import type { Block } from './chunks.js';
import { unexpected, type Words } from './words.js';

/** Where the fields of `JSFunctionBytecode` (quickjs.c) lie, and what its block's header has before it. */
const field = { type: -5, next: 4, code: 12, codeLength: 16, length: 68, text: 80 } as const;
const bytes = 84;
/** `JS_GC_OBJ_TYPE_FUNCTION_BYTECODE`, below the collector's mark. */
const [isFunction, withoutMark] = [1, 0x7f] as const;

/**
 * Zeroes the source text of a script's functions and classes, where a function has a pointer to it.
 *
 * @param blocks what QuickJS has allotted
 * @throws Error where the memory is not laid out as expected
 */
export const zeroSourceText = (words: Words, blocks: readonly Block[], script: string): void => {
  const endOf = new Map(blocks.map(({ start, end }) => [start, end]));
  let found = 0;
  for (const block of blocks) {
    if (!isBytecode(words, block)) continue;
    const [length, start] = [
      words.u32(block.start + field.length),
      words.u32(block.start + field.text),
    ];
    if (length === 0) continue;
    const end = start + length;
    if (end >= (endOf.get(start) ?? 0) || words.u8(end) !== 0) {
      throw unexpected('a function has a source text that is not in a block of its own');
    }
    if (!script.includes(words.text(start, end))) continue;
    words.zero(start, end);
    found++;
  }
  if (found === 0) throw unexpected('no function has its source text');
};

/** A function is linked with what else the collector knows, and its code is in the same block. */
const isBytecode = (words: Words, { start, end }: Block): boolean => {
  if (start + bytes > end || (words.u8(start + field.type) & withoutMark) !== isFunction)
    return false;
  const [previous, next] = [words.u32(start), words.u32(start + field.next)];
  const code = words.u32(start + field.code);
  return (
    words.has(previous, 8) &&
    words.has(next, 8) &&
    words.u32(previous + field.next) === start &&
    words.u32(next) === start &&
    code >= start + bytes &&
    code + words.u32(start + field.codeLength) <= end
  );
};
