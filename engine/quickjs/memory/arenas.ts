/** Arenas, out of which QuickJS allots its objects and all that is small. Names are those of quickjs.c. */
import type { Block } from './chunks.js';
import { unexpected, type Words } from './words.js';

/** Where the fields of `JSArena` lie. */
const field = { sizeIndex: 16, used: 18, blocks: 20, firstFree: 22 } as const;
const arenaHeader = 24;
const arenaBytes = 4096;
const noBlock = 0xffff;

/** From the beginning of a block to what it holds, and as much of a free block as is kept. */
const blockHeader = 8;
const keptOfFree = 3;

/** Before what QuickJS is given by its embedder there may be so much of the embedder's own. */
const possibleOffsets = [0, 8, 16] as const;

const steps = (from: number, to: number, by: number): number[] =>
  Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);

/** `arena_block_sizes` */
const blockSizes = [...steps(16, 128, 8), ...steps(144, 256, 16), ...steps(288, 512, 32)];

/**
 * Zeroes the free blocks of all arenas.
 *
 * @param chunks what is in use of the memory
 * @returns what is in use of the arenas
 */
export const zeroFreeBlocks = (words: Words, chunks: readonly Block[]): Block[] => {
  const used = chunks.flatMap((chunk) => {
    const offset = possibleOffsets.find((each) => isArena(words, chunk, each));
    return offset === undefined ? [] : blocksOf(words, chunk.start + offset);
  });
  if (used.length === 0) throw unexpected('it has no arenas');
  return used;
};

const isArena = (words: Words, { start, end }: Block, offset: number): boolean => {
  const arena = start + offset;
  if (arena + arenaHeader > end) return false;
  const size = blockSizes[words.u8(arena + field.sizeIndex)];
  if (size === undefined) return false;
  const blocks = Math.floor((arenaBytes - arenaHeader) / size);
  const [used, firstFree] = [words.u16(arena + field.used), words.u16(arena + field.firstFree)];
  return (
    words.u16(arena + field.blocks) === blocks &&
    arena + arenaHeader + blocks * size <= end &&
    used > 0 &&
    used <= blocks &&
    (used === blocks) === (firstFree === noBlock)
  );
};

const blocksOf = (words: Words, arena: number): Block[] => {
  const size = blockSizes[words.u8(arena + field.sizeIndex)] ?? 0;
  const count = words.u16(arena + field.blocks);
  const at = (index: number): number => arena + arenaHeader + index * size;
  const free = new Set<number>();
  for (
    let index = words.u16(arena + field.firstFree);
    index !== noBlock;
    index = words.u16(at(index))
  ) {
    if (index >= count || free.has(index)) throw unexpected('an arena has a broken list');
    free.add(index);
  }
  if (free.size + words.u16(arena + field.used) !== count) {
    throw unexpected('an arena counts its blocks wrong');
  }
  for (const index of free) words.zero(at(index) + keptOfFree, at(index) + size);
  return Array.from({ length: count }, (_, index) => index)
    .filter((index) => !free.has(index))
    .map((index) => ({ start: at(index) + blockHeader, end: at(index) + size }));
};
