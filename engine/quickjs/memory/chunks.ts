/**
 * Chunks of memory as the allocator of the C library has them: Doug Lea's, dlmalloc 2.8.6, as wasi-libc
 * builds it. Names here are those of its source.
 */
import { pageSize } from '../../../lib/wasm-binary.js';
import { unexpected, type Words } from './words.js';

/** Where the fields of `malloc_state` lie. The victim is a free chunk in no bin, out of which small ones are cut. */
const field = {
  smallMap: 0,
  treeMap: 4,
  victimSize: 8,
  topSize: 12,
  leastAddress: 16,
  victim: 20,
  top: 24,
  smallBins: 40,
  treeBins: 304,
  footprint: 432,
  segment: 448,
  nextSegment: 456,
} as const;
const stateBytes = 464;
const [smallBins, binBytes] = [32, 8] as const;

/** A bin is a list whose ends are where a chunk has `fd` and `bk`. */
const [fd, bk] = [8, 12] as const;

/** In a chunk's `head`, below its size. */
const [isInUse, isPreviousInUse] = [2, 1] as const;
const flags = 7;

const alignment = 16;
/** From the beginning of a chunk to what it holds, and as much of a free chunk as links it to others. */
const headerSize = 8;
/** A chunk in use has so much of the header after it: how long a free chunk is. */
const overhead = 4;
const linkSize = { small: 8, tree: 24 } as const;
/** Free chunks from this size on are kept in trees. */
const minTreeSize = 256;

/** What is in use: the memory that a chunk offers. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/** A chunk that is in no use, with its header. */
interface FreeChunk {
  readonly chunk: number;
  readonly size: number;
}

interface Heap {
  readonly state: number;
  readonly used: readonly Block[];
  readonly free: readonly FreeChunk[];
}

const readHeap = (words: Words): Heap => {
  const state = findState(words);
  const top = words.u32(state + field.top);
  if (words.u32(state + field.nextSegment) !== 0) throw unexpected('it has several segments');

  const used: Block[] = [];
  const free: FreeChunk[] = [];
  const first = words.u32(state + field.leastAddress) + headerSize;
  let chunk = Math.ceil(first / alignment) * alignment - headerSize;
  while (chunk < top) {
    const head = words.u32(chunk + 4);
    const size = head & ~flags;
    if (size < alignment || chunk + size > top) throw unexpected(`a chunk has ${size} bytes`);
    checkEnd(words, chunk, size);
    if ((head & isInUse) === 0) free.push({ chunk, size });
    else used.push({ start: chunk + headerSize, end: chunk + size + overhead });
    chunk += size;
  }
  if (chunk !== top) throw unexpected('its chunks do not end where the free memory begins');
  return { state, used, free };
};

/**
 * Zeroes what is free.
 *
 * @returns what is in use, in its order
 * @throws Error where the memory is not laid out as expected
 */
export const zeroFreeChunks = (words: Words): readonly Block[] => {
  const { state, used, free } = readHeap(words);
  for (const { chunk, size } of free) {
    const links = size < minTreeSize ? linkSize.small : linkSize.tree;
    words.zero(chunk + headerSize + links, chunk + size);
  }
  const [top, topSize] = [words.u32(state + field.top), words.u32(state + field.topSize)];
  // What comes after it has a size that nobody reads, and that would make the memory reach that far.
  words.zero(top + headerSize, top + topSize + headerSize);
  return used;
};

/**
 * Leaves the allocator one stretch of what is free: the longest, out of which it then takes everything, from one
 * end to the other. The remainder counts as in use from now on.
 */
export const keepOneStretch = (words: Words): void => {
  const { state, free } = readHeap(words);
  const [longest, ...others] = [...free].sort((one, other) => other.size - one.size);
  for (const { chunk, size } of others) {
    // The last of it is the header of the next chunk, where the size of a free one is.
    words.zero(chunk + headerSize, chunk + size + overhead);
    words.setU32(chunk + 4, words.u32(chunk + 4) | isInUse);
    words.setU32(chunk + size + 4, words.u32(chunk + size + 4) | isPreviousInUse);
  }
  words.zero(state + field.smallMap, state + field.treeMap + 4);
  words.zero(state + field.treeBins, state + field.footprint);
  for (let bin = 0; bin < smallBins; bin++) {
    const head = state + field.smallBins + bin * binBytes;
    words.setU32(head + fd, head);
    words.setU32(head + bk, head);
  }
  if (!longest) return;
  words.zero(longest.chunk + headerSize, longest.chunk + longest.size);
  words.setU32(state + field.victim, longest.chunk);
  words.setU32(state + field.victimSize, longest.size);
};

/** The chunk after each says whether it is free, and how long it is where it is. */
const checkEnd = (words: Words, chunk: number, size: number): void => {
  const inUse = (words.u32(chunk + 4) & isInUse) !== 0;
  const after = chunk + size;
  const isAgreed =
    inUse === ((words.u32(after + 4) & isPreviousInUse) !== 0) &&
    (inUse || words.u32(after) === size);
  if (!isAgreed) throw unexpected('a chunk and the one after it differ about it');
};

/** @returns where the allocator's state is: an empty bin is a list that begins and ends with itself */
const findState = (words: Words): number => {
  const states: number[] = [];
  for (let bins = pageSize; words.has(bins, stateBytes); bins += 4) {
    const state = bins - field.smallBins;
    if (isEmptyBin(words, bins) && isState(words, state)) states.push(state);
  }
  const [state, ...more] = states;
  if (state === undefined || more.length > 0) {
    throw unexpected(`${states.length} allocators were found`);
  }
  return state;
};

const isEmptyBin = (words: Words, bin: number): boolean =>
  words.u32(bin + fd) === bin && words.u32(bin + bk) === bin;

/** What is free at the end of the memory says how much it is, and the one segment is all that there is. */
const isState = (words: Words, state: number): boolean => {
  const [top, size] = [words.u32(state + field.top), words.u32(state + field.topSize)];
  const least = words.u32(state + field.leastAddress);
  return (
    least > state &&
    least < top &&
    words.u32(state + field.segment) === least &&
    words.has(top, Math.max(size, headerSize)) &&
    (words.u32(top + 4) & ~flags) === size
  );
};
