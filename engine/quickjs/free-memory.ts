/**
 * The memory of the engine when it is initialized has much in it that nobody will read: what was freed, and
 * what the stack held. As zeros it takes no place in the component.
 *
 * The allocator is Doug Lea's (dlmalloc 2.8.6), as wasi-libc builds it; names here are those of its source.
 */
import { pageSize } from '../../lib/wasm-binary.js';

/** Where the fields of `malloc_state` lie. */
const field = { topSize: 12, leastAddress: 16, top: 24, smallBins: 40, segment: 448 } as const;

/** A bin is a list whose ends are where a chunk has `fd` and `bk`. */
const [fd, bk] = [8, 12] as const;
const binSize = 8;
const smallBinCount = 32;

/** In a chunk's `head`, below its size. */
const isInUse = 2;
const flags = 7;

const alignment = 16;
/** From the beginning of a chunk to what it holds, and as much of a free chunk as links it to others. */
const headerSize = 8;
const linkSize = { small: 8, tree: 24 } as const;
/** Free chunks from this size on are kept in trees. */
const minTreeSize = 256;

/** Zeroes what is free. @throws Error where the memory is not laid out as expected */
export const zeroFreeMemory = (image: Uint8Array): void => {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const word = (address: number): number => view.getUint32(address, true);
  const state = findState(image.length, word);
  const top = word(state + field.top);
  const end = top + word(state + field.topSize);
  if (word(state + field.segment + 8) !== 0) throw unexpected('it has several segments');

  const first = word(state + field.leastAddress) + headerSize;
  let chunk = Math.ceil(first / alignment) * alignment - headerSize;
  while (chunk < top) {
    const head = word(chunk + 4);
    const size = head & ~flags;
    if (size < alignment || chunk + size > top) throw unexpected(`a chunk has ${size} bytes`);
    if ((head & isInUse) === 0) {
      const links = size < minTreeSize ? linkSize.small : linkSize.tree;
      image.fill(0, chunk + headerSize + links, chunk + size);
    }
    chunk += size;
  }
  if (chunk !== top) throw unexpected('its chunks do not end where the free memory begins');
  image.fill(0, top + headerSize, end);
};

/** @returns where the allocator's state is: an empty bin is a list that begins and ends with itself */
const findState = (length: number, word: (address: number) => number): number => {
  const isEmptyBin = (bin: number): boolean => word(bin + fd) === bin && word(bin + bk) === bin;
  const states: number[] = [];
  for (let bins = pageSize; bins + smallBinCount * binSize + bk < length; bins += 4) {
    if (!isEmptyBin(bins)) continue;
    const state = bins - field.smallBins;
    const top = word(state + field.top);
    const size = word(state + field.topSize);
    const isTop = top % alignment === headerSize && top + size <= length && size > 0;
    if (isTop && (word(top + 4) & ~flags) === size) states.push(state);
  }
  const [state, ...more] = states;
  if (state === undefined || more.length > 0)
    throw unexpected(`${states.length} states were found`);
  return state;
};

const unexpected = (what: string): Error =>
  new Error(`The engine's memory is not laid out as expected: ${what}.`);
