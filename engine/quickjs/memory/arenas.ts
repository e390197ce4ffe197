/** Arenas, out of which QuickJS allots its objects and all that is small. Names are those of quickjs.c. */
import type { Block } from './chunks.js';
import { listAt, unlink } from './lists.js';
import { unexpected, type Words } from './words.js';

/** Where the fields of `JSArena` lie. */
const field = { freeLink: 0, link: 8, sizeIndex: 16, used: 18, blocks: 20, firstFree: 22 } as const;
const arenaHeader = 24;
const arenaBytes = 4096;
const noBlock = 0xffff;

/** Where the fields of a block's header lie, and how long it is. A free block has the next one's number. */
const header = { index: 0, sizeIndex: 2, bytes: 8 } as const;

const steps = (from: number, to: number, by: number): number[] =>
  Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);

/** `arena_block_sizes` */
const blockSizes = [...steps(16, 128, 8), ...steps(144, 256, 16), ...steps(288, 512, 32)];

/** `struct list_head` */
const listHead = 8;
/** `JSArenaState` is a list of arenas for each size, another of those with free blocks, and an empty block. */
const state = {
  free: blockSizes.length * listHead,
  emptyBlock: 2 * blockSizes.length * listHead,
  bytes: 2 * blockSizes.length * listHead + header.bytes,
} as const;

/**
 * Zeroes the free blocks of all arenas: those that are in QuickJS's own lists. They count as in use from now on:
 * each is in a page with others that are, and allotting it would make a request copy that page.
 *
 * @param chunks what is in use of the memory
 * @returns what QuickJS has allotted, in arenas and beside them
 * @throws Error where the memory is not laid out as expected
 */
export const closeArenas = (words: Words, chunks: readonly Block[]): Block[] => {
  const chunkAt = new Map(chunks.map((chunk) => [chunk.start, chunk]));
  const lists = findState(words, chunks);
  const arenas = new Set<number>();
  const used = blockSizes.flatMap((_, sizeIndex) => {
    const withFree = new Set(membersOf(words, lists + state.free + sizeIndex * listHead));
    return membersOf(words, lists + sizeIndex * listHead).flatMap((link) => {
      const arena = link - field.link;
      const chunk = chunkAt.get(arena);
      if (!chunk) throw unexpected('an arena is not where a chunk begins');
      checkArena(words, arena, chunk, sizeIndex);
      if (withFree.has(arena) !== words.u16(arena + field.firstFree) < noBlock) {
        throw unexpected('an arena is in the wrong list');
      }
      arenas.add(arena);
      return usedBlocksOf(words, arena);
    });
  });
  if (arenas.size === 0) throw unexpected('it has no arenas');
  const others = chunks
    .filter(({ start }) => !arenas.has(start))
    .map(({ start, end }) => ({ start: start + header.bytes, end }));
  return [...used, ...others];
};

/** @returns where QuickJS keeps its lists of arenas */
const findState = (words: Words, chunks: readonly Block[]): number => {
  const found: number[] = [];
  for (const { start, end } of chunks) {
    for (let lists = start; lists + state.bytes <= end; lists += 8) {
      if (isState(words, lists)) found.push(lists);
    }
  }
  const [lists, ...more] = found;
  if (lists === undefined || more.length > 0) {
    throw unexpected(`${found.length} lists of arenas were found`);
  }
  return lists;
};

const isState = (words: Words, lists: number): boolean => {
  for (let head = lists; head < lists + state.emptyBlock; head += listHead) {
    if (listAt(words, head) === undefined) return false;
  }
  return words.u16(lists + state.emptyBlock) === noBlock;
};

const membersOf = (words: Words, head: number): readonly number[] => {
  const members = listAt(words, head);
  if (!members) throw unexpected('a list of arenas is broken');
  return members;
};

const checkArena = (words: Words, arena: number, { end }: Block, sizeIndex: number): void => {
  const size = blockSizes[sizeIndex] ?? 0;
  const blocks = Math.floor((arenaBytes - arenaHeader) / size);
  const isArena =
    words.u8(arena + field.sizeIndex) === sizeIndex &&
    words.u16(arena + field.blocks) === blocks &&
    arena + arenaHeader + blocks * size <= end;
  if (!isArena) throw unexpected('an arena has another size than its list');
};

const usedBlocksOf = (words: Words, arena: number): Block[] => {
  const sizeIndex = words.u8(arena + field.sizeIndex);
  const size = blockSizes[sizeIndex] ?? 0;
  const count = words.u16(arena + field.blocks);
  const at = (index: number): number => arena + arenaHeader + index * size;
  const free = new Set<number>();
  for (
    let index = words.u16(arena + field.firstFree);
    index !== noBlock;
    index = words.u16(at(index) + header.index)
  ) {
    if (index >= count || free.has(index)) throw unexpected('an arena has a broken list');
    free.add(index);
  }
  if (free.size + words.u16(arena + field.used) !== count) {
    throw unexpected('an arena counts its blocks wrong');
  }
  const indices = Array.from({ length: count }, (_, index) => index);
  const used = indices.filter((index) => !free.has(index));
  const isSound =
    used.every((index) => words.u16(at(index) + header.index) === index) &&
    indices.every((index) => words.u8(at(index) + header.sizeIndex) === sizeIndex);
  if (!isSound) throw unexpected('a block is not of its arena');
  for (const index of free) words.zero(at(index), at(index) + size);
  if (free.size > 0) close(words, arena);
  return used.map((index) => ({ start: at(index) + header.bytes, end: at(index) + size }));
};

/** Makes an arena one that is full: such a one is in no list of those with free blocks until one of its own is. */
const close = (words: Words, arena: number): void => {
  words.setU16(arena + field.used, words.u16(arena + field.blocks));
  words.setU16(arena + field.firstFree, noBlock);
  unlink(words, arena + field.freeLink);
};
